// The results as a table of the terminal, and as the part of docs/runtimes.md between its marks.
import Table from 'cli-table3'
import { clientNames } from './app/clients.mjs'
import { titleOf } from './binaries.js'

const START = '<!-- made by npm run tool -- runtimes -->'
const END = '<!-- end -->'

function textOf(cell) {
  if (cell === undefined) return '-'
  const { own, none, wrong, missing, failures } = cell
  const lost = missing + failures.length
  return `${own} / ${none} / ${wrong}${lost === 0 ? '' : ` (${lost} lost)`}`
}

function gridOf(rows) {
  return rows.map(({ runtime, server, cells }) => [
    titleOf(runtime),
    server,
    ...clientNames.map((client) => textOf(cells[client])),
  ])
}

/** For the terminal. */
export function drawn(rows, redirects) {
  const table = new Table({ head: ['', 'own / none / wrong', ...clientNames], style: { head: [], border: [] } })
  table.push(...gridOf(rows))
  const failures = rows.flatMap(({ runtime, server, cells }) =>
    Object.entries(cells).flatMap(([client, cell]) =>
      [...new Set(cell.failures)].slice(0, 3).map((text) => `${runtime}, ${server}, ${client}: ${text}`),
    ),
  )
  const lines = redirects.flatMap(({ runtime, cases, faults }) => [
    `redirects on ${titleOf(runtime)}: ${cases} cases, ${faults.length} faults`,
    ...faults.map((fault) => `  ${fault}`),
  ])
  return [table.toString(), ...failures, ...lines].join('\n')
}

/** The page with a new table in it. */
export function pageOf(page, rows, redirects) {
  const line = (cells) => `| ${cells.join(' | ')} |`
  const table = [
    line(['Runtime', 'Server', ...clientNames.map((name) => `\`${name}\``)]),
    line(['---', '---', ...clientNames.map(() => '---')]),
    ...gridOf(rows).map(line),
  ]
  const followed = redirects.map(
    ({ runtime, cases, faults }) => `- ${titleOf(runtime)}: ${cases} kinds of redirects, ${faults.length} faults`,
  )
  const made = [START, '', ...table, '', ...followed, '', END].join('\n')
  return `${page.slice(0, page.indexOf(START))}${made}${page.slice(page.indexOf(END) + END.length)}`
}
