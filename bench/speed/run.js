// `npm run bench -- speed`: speed and memory beside the peers.
import { readFileSync } from 'node:fs'
import Table from 'cli-table3'
import { measureAll } from './measure.js'
import { readOptions } from './options.js'
import { tablesOf } from './tables.js'

const options = readOptions()
const say = (text) => process.stderr.write(`${text}\n`)
const figures = options.from ? JSON.parse(readFileSync(options.from, 'utf8')) : await measureAll(options, say)

if (options.json) console.log(JSON.stringify(figures, null, 2))
else for (const table of tablesOf(figures)) console.log(`\n${table.title}\n${drawn(table)}`)
if (options.write) {
  const { writePage } = await import('./page.js')
  say(`wrote ${writePage(figures)}`)
}
const wrong = Object.values(figures.cells).some(({ traceferry }) => traceferry?.check.right === false)
process.exit(wrong ? 1 : 0)

function drawn({ head, rows }) {
  const colWidths = head.map((_, i) => (i === 0 ? 28 : 18))
  const table = new Table({ head, colWidths, wordWrap: true, style: { head: [], border: [] } })
  table.push(...rows)
  return table.toString()
}
