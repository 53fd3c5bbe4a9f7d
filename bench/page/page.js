// docs/performance.md as text, from bench/everyone.json.
import { MAIN } from '../cost/everyone/plan.js'
import { appPackages, undici8 } from '../speed/apps.js'
import { contenders } from '../speed/contenders.js'
import { figuresOf, shown } from './figures.js'
import { judged } from './goals.js'
import { lead } from './lead.js'
import { bytesTable, callsTable, cellsTable, everyoneTable, goalsTable, startTable } from './tables.js'

/** Those that people run come first. */
const ORDER = ['24', '26', '20']

/** The Nodes that were counted on. */
export const nodesOf = (all) => ORDER.filter((line) => all[line] !== undefined).map((line) => figuresOf(all, line))

export function page(all) {
  const nodes = nodesOf(all)
  const goals = judged((line) => figuresOf(all, line))
  const parts = [
    '# Performance, beside the others',
    ...nodes.slice(0, 2).map(lead),
    method(nodes),
    goalsTable(goals),
    missed(goals),
    ...nodes.flatMap((node) => [everyoneTable(node), cellsTable(node)]),
    contendersList(),
    ...nodes.filter(({ line }) => line !== '20').flatMap((node) => [bytesTable(node), startTable(node)]),
    callsTable(nodes.filter(({ pace }) => pace !== undefined)),
    versions(),
  ]
  return `${parts.filter(Boolean).join('\n\n')}\n`
}

function method(nodes) {
  const paced = nodes.filter(({ pace }) => pace !== undefined)
  const each = paced.map(
    ({ line, pace, at }) =>
      `on Node ${line} ${shown.whole(at('instructions', MAIN, 'bare'))} instructions in ${at('pace', MAIN, 'bare')} µs, ${shown.whole(pace)} in one`,
  )
  return `**Counted, not timed.** Instructions of the process in user space, under an emulator, on one thread, and bytes that its heap
grows by: both are the same whatever else the machine does. By \`npm run bench -- cost --everyone --node 24\`: ${nodes.map(({ node, date }) => `Node ${node} on ${date}`).join(', ')}.
A figure is the median of 20 windows of 250 requests (100 of a tracer; 40 windows of fetch, which collects in long waves), once the later half of
them agrees with the earlier one within 1 %. This page is what \`npm run bench -- page\` prints.

**Microseconds are made of instructions**: the same bare service with the same flags, asked for the same requests without the
emulator, takes so much of this machine's processor in user space (the least of 30 windows of 4,000 requests): ${each.join('; ')}.
On another machine all microseconds of this page are longer or shorter together; ratios and bytes are not. Code that runs for the first time is
slower than that, so the milliseconds of a start-up are the least that it takes.

CI holds the instructions of traceferry, as a ratio to the copy by hand: on Node 24 within 2 % of [bench/cost.json](../bench/cost.json), on Node 20 within
3 %. The same contenders [by the clock](performance-by-clock.md): requests per second, latency, scaling.`
}

function missed(goals) {
  const why = [...new Set(goals.filter((goal) => goal.missed).flatMap((goal) => goal.why ?? []))]
  const count = goals.filter((goal) => goal.missed).length
  if (count === 0) return ''
  return [`${count} of ${goals.length} are missed.`, ...why].join(' ')
}

function contendersList() {
  return `## Who is counted

- \`bare\`: the service alone, which forwards nothing. \`context only\`: it enters an AsyncLocalStorage, nothing else.
- \`by hand\`: each call is given the request, and copies from it. \`hand-written\`: a middleware picks the eight headers
  into an AsyncLocalStorage, each call spreads them into its options. Both are quick, and neither is right on redirects,
  late events or calls to hosts outside of the mesh: see [correctness](correctness.md).
- \`cls-rtracer\`: keeps the eight headers as its id; each call spreads them.
- OpenTelemetry: \`propagators\` without an SDK, \`AlwaysOff\` with an SDK that samples nothing, \`spans\` with a batch
  processor and an exporter that drops them. The tracers have no agent to talk to. They make spans, which traceferry does not.

A cross marks a contender that does not forward what it claims in that cell; its cost is that of a service without.`
}

function versions() {
  const all = Object.entries(Object.assign({}, appPackages, ...contenders.map(({ packages }) => packages)))
  return `Versions: ${all.map(([name, version]) => `${name} ${version}`).join(', ')}; undici ${undici8} as undici 8.`
}
