// The results as a table of the terminal, and as the part of docs/frameworks.md between its marks.
import Table from 'cli-table3'
import { frameworks } from './frameworks.js'

const START = '<!-- made by npm run tool -- frameworks -->'
const END = '<!-- end -->'

/** For the terminal. */
export function drawn(rows) {
  const table = new Table({ head: ['', 'own', 'none', 'wrong', 'lost'], style: { head: [], border: [] } })
  table.push(...rows.map(({ name, own, none, wrong, missing }) => [name, own, none, wrong, missing]))
  return table.toString()
}

/** The page with these rows in its table. Rows that were not asked for stay as they are. */
export function pageOf(page, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`
  const shown = page.slice(page.indexOf(START), page.indexOf(END)).split('\n')
  const rowsOf = ({ name }) => {
    const row = rows.find((one) => one.name === name)
    if (row === undefined) return shown.filter((text) => text.startsWith(`| ${name} |`))
    return [line([name, `\`${row.line}\``, row.own, row.none, row.wrong])]
  }
  const table = [
    line(['Framework', 'The line', 'own', 'none', 'wrong']),
    line(['---', '---', '---', '---', '---']),
    ...frameworks.flatMap(rowsOf),
  ]
  const made = [START, '', ...table, '', END].join('\n')
  return `${page.slice(0, page.indexOf(START))}${made}${page.slice(page.indexOf(END) + END.length)}`
}
