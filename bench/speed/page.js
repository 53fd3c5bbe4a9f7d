// docs/performance.md and its plots, from the figures of one run.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { microTable } from '../micro/table.js'
import { plot } from './plots.js'
import { dimensions } from './scaling.js'
import { tablesOf } from './tables.js'

const path = (name) => fileURLToPath(new URL(`../../${name}`, import.meta.url))
const FILE = path('docs/performance.md')
const PLOTS = path('docs/performance')
const COST = path('bench/cost.json')
/** The entry of bench/cost.json that goals are judged by. */
const COUNTED = 'node 20, instructions'
const MICRO = path('bench/micro.json')

/** Gives back the path of the page. */
export function writePage(figures) {
  const [micro, cost] = [MICRO, COST].map((file) => existsSync(file) && JSON.parse(readFileSync(file, 'utf8')))
  const tables = tablesOf({ ...figures, micro: micro?.results, cost: cost?.[COUNTED] }).map(section)
  const parts = [intro(figures.about), ...tables, counted(cost), pieces(micro), ...drawCurves(figures.scaling)]
  writeFileSync(FILE, `${parts.filter(Boolean).join('\n\n')}\n`)
  return FILE
}

function intro({ date, node, machine, rounds, requests, versions }) {
  return `# Performance, beside the others

Measured by \`npm run bench\` on ${date}: ${machine}, Node ${node}, ${rounds} rounds of ${requests} requests. Versions:
${versions.map(([name, version]) => `${name} ${version}`).join(', ')}.

**How to read it.** All contenders of a table ran in one go. Each is a service in a process of its own; a second process
makes the load and is what the service calls. In each round every service gets a short burst, in a shuffled order (a tracer
in every fourth round only), and its CPU time (user and system, \`process.cpuUsage\`) is divided by that of \`bare\`, or of \`hand-written\`, in the same
round. A ratio is the median over the rounds, with the quartiles in brackets. \`bare again\` is the same program a second
time: what it differs by from 1.00, and how far its quartiles are apart, is noise. Where that is more than a few hundredths,
as on a virtual machine whose processors others use, too, clocks cannot show 5 %. So goals are judged by the instructions
under "Counted" where there are any, with the clock's word beside them.

- \`bare\`: the service alone, which forwards nothing. \`context only\`: it enters an AsyncLocalStorage, nothing else.
- \`by hand\`: each call is given the request, and copies from it. \`hand-written\`: a middleware picks the eight headers
  into an AsyncLocalStorage, each call spreads them into its options. Both are quick, and neither is right on redirects,
  late events or calls to hosts outside of the mesh: see [correctness](correctness.md).
- \`cls-rtracer\`: keeps the eight headers as its id; each call spreads them.
- OpenTelemetry: \`propagators\` without an SDK, \`AlwaysOff\` with an SDK that samples nothing, \`spans\` with a batch
  processor and an exporter that drops them. The tracers have no agent to talk to. They make spans, which traceferry does not.

A cross marks a contender that does not forward what it claims in that cell; its speed is that of a service without.

**Where goals are missed, why.** A request without a call: its headers are checked when they come in, not when the first call
asks for them, so that what was dropped is counted and what is kept is bounded. A call to a host outside: a redirect may lead
back inside, and a late listener may call somebody inside, so the call is bound to its request like any other. The start-up:
the engine compiles 120 KB, whose names are not shortened, and Node looks for its first package of ES modules.`
}

function section({ title, head, rows }) {
  const line = (cells) => `| ${cells.join(' | ')} |`
  return [`## ${title}`, '', line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

/** The counts that `npm run bench:cost` holds. */
function counted(cost) {
  if (!cost) return ''
  const tables = Object.entries(cost).map(([key, cells]) => {
    const names = Object.keys(Object.values(cells)[0])
    const rows = Object.entries(cells).map(([cell, figures]) => [
      cell,
      ...names.map((name) => figures[name].toLocaleString('en')),
      (figures.traceferry / figures['hand-written']).toFixed(3),
    ])
    return section({
      title: `Counted: ${key}`,
      head: ['per request, or per start', ...names, 'traceferry to hand-written'],
      rows,
    })
  })
  return `${tables.join('\n\n')}

Counted by \`npm run bench:cost\`, which fails when the last column grows by more than 3 %: instructions of the process in
user space, under an emulator, on one thread. They do not depend on what else the machine does.`
}

/** What `npm run bench:micro -- --update` has written. */
function pieces(micro) {
  if (!micro) return ''
  const { date, machine, nodes, results } = micro
  return `${section(microTable('Pieces: ns (allocated bytes)', nodes, results))}

Measured by \`npm run bench:micro\` on ${date}: ${machine}. The least of all samples, in a process where nothing else runs:
whole calls are without a network, of undici through a dispatcher that answers at once, of node:http through an agent that
never connects.`
}

function drawCurves(scaling) {
  if (scaling === undefined) return []
  mkdirSync(PLOTS, { recursive: true })
  const images = dimensions.map(({ key, title }) => {
    writeFileSync(`${PLOTS}/${key}.svg`, plot(scaling[key], { title, unit: scaling.unit }))
    return `![Cost of a request against the number of ${title}](performance/${key}.svg)`
  })
  return [
    `## Scaling\n\nOne dimension grows, the rest is Express 5 + undici.request; ${scaling.unit} per request.`,
    ...images,
  ]
}
