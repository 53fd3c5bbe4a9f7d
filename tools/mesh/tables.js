// The tables that the command prints.
import Table from 'cli-table3'
import pc from 'picocolors'
import { rows } from '../demo/report.js'

/** Figures of each tracer, without the line and with it, side by side. */
export function comparison(passes) {
  const columns = Object.entries(passes).flatMap(([tracer, { before, after }]) => [
    [`${tracer}\nwithout`, before],
    [`${tracer}\nwith it`, after],
  ])
  return table(
    ['', ...columns.map(([title]) => title)],
    rowsOf(passes).map(([title, key]) => [title, ...columns.map(([, figures]) => figures[key])]),
  )
}

/** The rows that these figures fill: with mutual TLS there are more. */
export function rowsOf(passes) {
  const [{ after }] = Object.values(passes)
  return [...rows, ...('certified' in after ? certificates : []), ...named.filter(([, key]) => key in after)]
}

const certificates = [
  ['calls that reached a service', 'calls'],
  ["of them with x-forwarded-client-cert: one certificate, the caller's", 'certified'],
  ['plain-text calls from outside of the mesh, let in', 'letIn'],
]

const named = [
  ['services that the audit names, from spans', 'audit-spans'],
  ['from access logs in their own format', 'audit-logs'],
  ['from access logs with the headers of the trace', 'audit-traced'],
]

/** What the audit made of planted faults, by tracer, round and input. */
export function plantedTable(planted) {
  const [head, body] = plantedRows(planted)
  return table(head, body)
}

/** Its head, and its rows. */
export function plantedRows(planted) {
  const tracers = Object.keys(planted)
  const keys = Object.keys(Object.values(planted)[0])
  const cell = (differences) => differences.join('; ') || 'all as planted'
  return [['faults, input', ...tracers], keys.map((key) => [key, ...tracers.map((one) => cell(planted[one][key]))])]
}

/** @param head titles, `body` rows; numbers stand to the right. `widths` of columns whose text is to be wrapped */
export function table(head, body, widths = []) {
  const noRules = { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' }
  const colAligns = head.map((_, index) => (typeof body[0]?.[index] === 'number' ? 'right' : 'left'))
  const colors = { head: [], border: [] } // its own colors would also go into a file
  const out = new Table({
    head: head.map((title) => pc.bold(title)),
    colAligns,
    style: colors,
    chars: noRules,
    colWidths: widths,
    wordWrap: true,
  })
  for (const row of body) out.push(row.map(String))
  return out.toString()
}

/** The same for a page of Markdown. */
export function markdown(head, body) {
  const line = (cells) => `| ${cells.map((cell) => String(cell).replaceAll('\n', ' ')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...body.map(line)].join('\n')
}
