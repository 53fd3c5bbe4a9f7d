// `--write`: puts a result into docs/mesh.md, in the part of the page that is its own.
import { readFile, writeFile } from 'node:fs/promises'
import os from 'node:os'
import { fileURLToPath } from 'node:url'
import { Unprepared } from '../shared/errors.js'
import { columns } from './fault-table.js'
import { titles } from './soak.js'
import { markdown, plantedRows, rowsOf } from './tables.js'

const page = fileURLToPath(new URL('../../docs/mesh.md', import.meta.url))

/** The parts of the page, by the key of the result that fills them. */
const parts = {
  store(result) {
    return `${result.store}. ${parts.passes(result)}`
  },
  kubernetes(result) {
    const { overlays, tour } = result
    const head = [
      'overlay',
      'objects',
      'accepted by a dry run',
      'mistakes planted',
      'refused',
      'stored otherwise than sent',
    ]
    const body = Object.entries(overlays).map(([name, { objects, accepted, mistakes, missed, differ }]) => [
      ...[name, objects, accepted, mistakes, mistakes - missed.length, differ],
    ])
    const seen = `\`checkout.js\` in the pod of ledger: ${tour.last}; ${tour.spans} spans in one trace.`
    return `Kubernetes ${result.kubernetes}. ${parts.istio(result)}\n\n${markdown(head, body)}\n\n${seen}`
  },
  runtimes(result) {
    return `${result.runtimes}. ${parts.passes(result)}`
  },
  istio(result) {
    return `Istio ${result.istio}, mutual TLS ${result.mtls}. ${parts.passes(result)}`
  },
  consul(result) {
    return `Consul ${result.consul}, mutual TLS ${result.mtls}. ${parts.passes(result)}`
  },
  passes({ passes, requests, concurrency, sampling, planted }) {
    const sides = Object.entries(passes).flatMap(([tracer, { before, after }]) => [
      [`${tracer}, without`, before],
      [`${tracer}, with`, after],
    ])
    const body = rowsOf(passes).map(([title, key]) => [title, ...sides.map(([, figures]) => figures[key])])
    const faults = planted ? `\n\n${markdown(...plantedRows(planted))}` : ''
    return `${requests} requests, ${concurrency} at a time, ${sampling} % sampled.\n\n${markdown(['', ...sides.map(([title]) => title)], body)}${faults}`
  },
  rows({ rows, rate, seconds }) {
    const body = rows.map((row) => Object.values(columns).map((key) => row[key]))
    return `${rate} requests a second for ${seconds} s in each row, unless it says otherwise.\n\n${markdown(Object.keys(columns), body)}`
  },
  soak({ soak, rate, minutes, tracer }) {
    const body = Object.entries(soak).map(([key, figure]) => [titles[key] ?? key, figure])
    return `${minutes} minutes, ${rate} requests a second, tracer ${tracer}.\n\n${markdown(['', ''], body)}`
  },
}

/** Writes the part that this result fills, with the versions and the date; the other parts stay as they are. */
export async function writePage({ envoy, result }) {
  const key = Object.keys(parts).find((name) => name in result)
  if (key === undefined)
    throw new Unprepared('--load alone has no part in docs/mesh.md: --write goes with --faults, --soak or neither.')
  const [begin, end] = [`<!-- ${key}: written by the command -->`, `<!-- ${key}: end -->`]
  const text = await readFile(page, 'utf8')
  const [from, to] = [text.indexOf(begin), text.indexOf(end)]
  if (from < 0 || to < from) throw new Error(`docs/mesh.md has no part between ${begin} and ${end}`)
  const when = `${new Date().toISOString().slice(0, 10)}: Envoy ${envoy.version}, Node ${process.versions.node}, Linux ${os.release().split('-')[0]}, ${os.cpus().length} cores.`
  await writeFile(page, `${text.slice(0, from)}${begin}\n\n${when} ${parts[key](result)}\n\n${text.slice(to)}`)
}
