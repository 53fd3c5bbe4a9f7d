// `--soak MINUTES`: steady load for long, judged minute by minute so that nothing has to be kept for longer.
import { readFileSync } from 'node:fs'
import { services } from '../demo/topology.js'
import { step } from '../shared/steps.js'
import { broken, follow } from './followed.js'
import { measure } from './measure.js'
import { startMesh } from './start-mesh.js'
import { table } from './tables.js'

export async function soak({ options, envoy }) {
  const { tracer = 'zipkin', sampling, load: rate = 4, soak: minutes } = options
  const mesh = await step(`Starting the mesh, tracer ${tracer}`, () => startMesh({ envoy, tracer, sampling }))
  await measure(mesh, { requests: 30, concurrency: 3 }) // first requests are slow ones
  const total = {}
  let memory
  for (let minute = 1; minute <= minutes; minute += 1) {
    const figures = follow(await measure(mesh, { rate, seconds: 60 }))
    figures.broken = broken(figures) // minute by minute: one dropped report excuses no other minute's spans
    for (const name of counted) total[name] = (total[name] ?? 0) + figures[name]
    const now = residentMiB(mesh)
    memory ??= now
    total['apps, MiB after the first minute'] = memory
    total['apps, MiB at the end'] = now
    console.error(
      `  minute ${minute} of ${minutes}: ${counted.map((name) => `${name} ${figures[name]}`).join(', ')}, apps ${now} MiB`,
    )
  }
  const whole = total.broken === 0 && (sampling < 100 || total.traces === total.requests)
  return {
    whole,
    result: { tracer, rate, minutes, soak: total },
    text: `\n${table(
      ['', ''],
      Object.entries(total).map(([key, figure]) => [titles[key] ?? key, figure]),
    )}\n${summary(total)}`,
    mesh,
  }
}

/** What was lost on the way to the trace store, apart from what is wrong with the traces. */
function summary(/** @type {any} */ { dropped, half, broken }) {
  const lost = `Envoys dropped ${dropped} reports of spans; ${half} traces of answered requests lack spans.`
  return `${lost} Broken otherwise: ${broken}.`
}

const counted = [
  'requests',
  'answered',
  'traces',
  'torn',
  'mixed',
  'crossed',
  'cutOff',
  'dropped',
  'half',
  'orphans',
  'broken',
]

/** The figures in words, for the reader of the table. */
export const titles = {
  requests: 'requests',
  answered: 'answered 200',
  traces: 'traces',
  torn: 'requests in several traces',
  mixed: 'traces of several requests',
  crossed: "requests that saw another's x-request-id",
  cutOff: 'calls cut off',
  dropped: 'reports of spans that Envoys dropped',
  half: 'traces of answered requests that lack spans',
  orphans: 'spans whose parent was never reported',
  broken: 'traces broken though no report was dropped, or in spite of it',
}

/** What all services hold in memory together. */
function residentMiB(mesh) {
  const pages = Object.keys(services).map((name) =>
    readFileSync(`/proc/${mesh.program(name, 'app').pid}/statm`, 'utf8'),
  )
  return Math.round(pages.reduce((sum, text) => sum + Number(text.split(' ')[1]), 0) / 256)
}
