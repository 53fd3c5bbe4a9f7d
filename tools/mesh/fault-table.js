// `--faults`: load while something goes wrong, a row for each fault, and what became of the traces.
import pc from 'picocolors'
import { step } from '../shared/steps.js'
import { faults } from './faults/index.js'
import { follow, isRight } from './followed.js'
import { measure } from './measure.js'
import { withProgress } from './progress.js'
import { startMesh } from './start-mesh.js'
import { table } from './tables.js'

export async function faultTable({ options, envoy }) {
  const rate = options.load ?? 5
  const { seconds = 20 } = options
  const rows = []
  let mesh
  for (const fault of faults) {
    if (fault.mesh) {
      await mesh?.stop()
      const { tracer, sampling = 100 } = fault.mesh
      mesh = await step(`Starting a mesh: tracer ${tracer}, ${sampling} % sampled`, () =>
        startMesh({ envoy, ...fault.mesh }),
      )
      await measure(mesh, { requests: 30, concurrency: 3 }) // first requests are slow ones
    }
    rows.push(await measured(fault, mesh, { rate, seconds }))
  }
  const whole = rows.every(({ right }) => right)
  return {
    whole,
    result: { rate, seconds, rows },
    text: `\n${table(head, rows.map(line), widths)}\n${verdict(rows)}`,
    mesh,
  }
}

async function measured(fault, mesh, { rate, seconds }) {
  const job = fault.job?.requests ? fault.job : { rate, seconds, ...fault.job }
  const during = () => fault.during?.(mesh, seconds)
  const load = await withProgress(fault.title, job.requests ?? rate * seconds, (onAnswer) =>
    measure(mesh, job, { onAnswer, during }),
  )
  const figures = follow(load)
  const seen = fault.seen(figures, load)
  const contrast = fault.contrast === true
  const right = fault.happened(figures, load) && (contrast || isRight(figures, fault.losesSpans || figures.dropped > 0))
  return { fault: fault.title, contrast, right, seen, ...figures }
}

/** The table's columns: title and figure. */
export const columns = {
  fault: 'fault',
  requests: 'requests',
  'answered\n200': 'answered',
  traces: 'traces',
  'requests in\nseveral traces': 'torn',
  'traces of\nseveral requests': 'mixed',
  'calls cut\noff': 'cutOff',
  'half\ntraces': 'half',
  seen: 'seen',
}

const widths = [32, null, null, null, null, null, null, null, 44]
const head = Object.keys(columns)
const line = (row) => Object.values(columns).map((key) => row[key])

function verdict(rows) {
  const wrong = rows.filter(({ right }) => !right).map(({ fault }) => fault)
  if (wrong.length === 0) return pc.green('One trace per request throughout, nothing of one request in another.')
  return pc.red(`Not as it should be: ${wrong.join('; ')}.`)
}
