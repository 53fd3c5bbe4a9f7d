// docs/performance-by-clock.md and its plots, from the figures of one run.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { microTable } from '../micro/table.js'
import { plot } from './plots.js'
import { dimensions } from './scaling.js'
import { tablesOf } from './tables.js'

const path = (name) => fileURLToPath(new URL(`../../${name}`, import.meta.url))
const FILE = path('docs/performance-by-clock.md')
const PLOTS = path('docs/performance')
const MICRO = path('bench/micro.json')

/** Gives back the path of the page. */
export function writePage(figures) {
  const micro = existsSync(MICRO) && JSON.parse(readFileSync(MICRO, 'utf8'))
  const tables = tablesOf(figures).map(section)
  const parts = [intro(figures.about), ...tables, pieces(micro), ...drawCurves(figures.scaling)]
  writeFileSync(FILE, `${parts.filter(Boolean).join('\n\n')}\n`)
  return FILE
}

function intro({ date, node, machine, rounds, requests, versions }) {
  return `# Performance by the clock

An appendix to [performance](performance.md), whose figures are counted. Measured by \`npm run bench -- speed\` on ${date}: ${machine}, Node ${node}, ${rounds} rounds of ${requests} requests. Versions:
${versions.map(([name, version]) => `${name} ${version}`).join(', ')}.

**How to read it.** All contenders of a table ran in one go. Each is a service in its own process; a second process
makes the load and is what the service calls. In each round every service gets a short burst, in a shuffled order (a tracer
in every fourth round only), and its CPU time (user and system, \`process.cpuUsage\`) is divided by that of \`bare\`, or of \`hand-written\`, in the same
round. A ratio is the median over the rounds, with the quartiles in brackets. \`bare again\` is the same program a second
time: what it differs by from 1.00, and how far its quartiles are apart, is noise. Where that is more than a few hundredths,
as on a virtual machine whose processors others also use, clocks cannot show 5 %: believe the order, and the instructions for
the rest. [Who the contenders are](performance.md#who-is-counted). A cross marks one that does not forward what it claims in that cell; its speed
is that of a service without.`
}

function section({ title, head, rows }) {
  const line = (cells) => `| ${cells.join(' | ')} |`
  return [`## ${title}`, '', line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

/** What `npm run bench -- micro --update` has written. */
function pieces(micro) {
  if (!micro) return ''
  const { date, machine, nodes, results } = micro
  return `${section(microTable('Pieces: ns (allocated bytes)', nodes, results))}

Measured by \`npm run bench -- micro\` on ${date}: ${machine}. The least of all samples, in a process where nothing else runs:
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
