// `npm run bench -- where`: which functions the instructions of a request are spent in, of two contenders side by side.
import http from 'node:http'
import Table from 'cli-table3'
import { Command } from 'commander'
import { positive } from '../../tools/shared/arguments.js'
import { listen, portOf } from '../../tools/shared/listen.js'
import { cells, others } from '../cost/cells.js'
import { findEmulator } from '../cost/emulator.js'
import { onNode } from '../cost/on-node.js'
import { cellOf, shapes } from '../flood/shapes.js'
import { installApps, installTheirs, installUndici8 } from '../speed/apps.js'
import { atOnce } from '../speed/at-once.js'
import { contenders } from '../speed/contenders.js'
import { profile } from './profile.js'

const possible = [...cells, ...others, ...shapes.map(cellOf)]
const options = new Command('npm run bench -- where')
  .description(
    'Instructions per request, or of the start, by function: of a contender and of another one, where they differ most first.',
  )
  .option('--cell <word>', 'the first cell whose name has this in it', 'node:http + node:http')
  .option('--contender <name>', 'whose instructions', 'traceferry')
  .option('--against <name>', 'compared with whose', 'hand-written')
  .option('--top <n>', 'functions to show', positive, 40)
  .option('--node <line>', 'by a Node of this line, such as 24 (default: the one that runs this)')
  .option('--json', 'print all functions as JSON on standard output')
  .addHelpText(
    'after',
    `
Cells: ${possible.map(({ name }) => name).join(' | ')}
Contenders: ${contenders.map(({ name }) => name).join(' | ')}

Exit code: 0 when all was counted, 1 where instructions cannot be counted, 2 for wrong arguments.`,
  )
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
  .parse()
  .opts()

const say = (text) => process.stderr.write(`${text}\n`)
onNode(options.node, say)
const cell =
  possible.find(({ name }) => name.toLowerCase().includes(options.cell.toLowerCase())) ??
  refuse(`no cell has "${options.cell}" in its name; there are ${namesOf(possible)}`)
const chosen = [options.against, options.contender].map(
  (wanted) =>
    contenders.find(({ name }) => name === wanted) ??
    refuse(`no contender is called "${wanted}"; there are ${namesOf(contenders)}`),
)
const { command, reason } = findEmulator(say, new URL('profiler.c', import.meta.url))
if (command === undefined) {
  say(`instructions cannot be counted here: ${reason}`)
  process.exit(1)
}
const folders = { apps: installApps(say), peers: installTheirs(chosen, say) }
installUndici8([cell], say)
const upstream = http.createServer((_, response) => response.end('x'))
upstream.keepAliveTimeout = 60_000
await listen(upstream)
const url = `http://127.0.0.1:${portOf(upstream)}`

say(`${cell.name}: ${chosen.map(({ name }) => name).join(' and ')}, half a minute`)
const found = new Map()
await atOnce([...new Set(chosen)], async (contender) => {
  found.set(contender, await profile({ command, contender, cell, upstream: url, folders }))
})
upstream.close()
upstream.closeAllConnections()

const [theirs, ours] = chosen.map((contender) => found.get(contender))
const rows = [...new Set([...theirs.keys(), ...ours.keys()])]
  .map((name) => ({ name, against: theirs.get(name) ?? 0, contender: ours.get(name) ?? 0 }))
  .map((row) => ({ ...row, more: row.contender - row.against }))
  .sort((a, b) => Math.abs(b.more) - Math.abs(a.more))
if (options.json) console.log(JSON.stringify({ cell: cell.name, ...options, rows }, null, 2))
else console.log(drawn())

function drawn() {
  const head = [
    cell.startup ? 'instructions of the start' : 'instructions per request',
    options.against,
    options.contender,
    'more',
  ]
  const table = new Table({ head, style: { head: [], border: [] }, colAligns: ['left', 'right', 'right', 'right'] })
  const whole = (value) => Math.round(value).toLocaleString('en')
  const sum = (key) => rows.reduce((all, row) => all + row[key], 0)
  const all = { name: 'all', against: sum('against'), contender: sum('contender'), more: sum('more') }
  for (const row of [all, ...rows.slice(0, options.top)]) {
    table.push([row.name, whole(row.against), whole(row.contender), whole(row.more)])
  }
  return table.toString()
}

function namesOf(list) {
  return list.map(({ name }) => name).join(' | ')
}

/** @returns {never} */
function refuse(text) {
  say(text)
  process.exit(2)
}
