// `npm run bench -- flood`: what 16 KB of headers cost a service, as a stranger may choose them, with and without traceferry.
import http from 'node:http'
import Table from 'cli-table3'
import { Command } from 'commander'
import { listen, portOf } from '../../tools/shared/listen.js'
import { findEmulator } from '../cost/emulator.js'
import { instructions } from '../cost/instructions.js'
import { measure } from '../cost/measure.js'
import { onNode } from '../cost/on-node.js'
import { installApps } from '../speed/apps.js'
import { atOnce } from '../speed/at-once.js'
import { contenders as known } from '../speed/contenders.js'
import { cellOf, shapes } from './shapes.js'

/** Headers of this size may make a request at most this many times as expensive as without us. */
const MOST = 1.5

const options = new Command('npm run bench -- flood')
  .description('Counts the instructions of a request with 16 KB of headers in each shape: bare, and with traceferry.')
  .option('--shapes <words>', 'only the shapes whose name has one of these comma-separated words in it')
  .option('--worst', 'only the shapes that have come closest to that')
  .option('--node <line>', 'by a Node of this line, such as 24 (default: the one that runs this)')
  .option('--json', 'print the figures as JSON on standard output')
  .addHelpText(
    'after',
    `\nExit code: 0 when no shape costs more than ${MOST} times bare, 1 otherwise or where instructions cannot be counted, 2 for wrong arguments.`,
  )
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
  .parse()
  .opts()

const say = (text) => process.stderr.write(`${text}\n`)
onNode(options.node, say)
const words = options.shapes?.toLowerCase().split(',')
const chosen = shapes
  .filter(({ worst }) => worst === true || !options.worst)
  .filter(({ name }) => words?.some((word) => name.toLowerCase().includes(word.trim())) ?? true)
if (chosen.length === 0) {
  say(`no shape has one of "${options.shapes}" in its name; there are: ${shapes.map(({ name }) => name).join(' | ')}`)
  process.exit(2)
}
const { command, reason } = findEmulator(say)
if (command === undefined) {
  say(`instructions cannot be counted here: ${reason}`)
  process.exit(1)
}
const folders = { apps: installApps(say), peers: '' }
const upstream = http.createServer((_, response) => response.end('x'))
upstream.keepAliveTimeout = 60_000
await listen(upstream)

const contenders = known.filter(({ name }) => ['bare', 'traceferry'].includes(name))
const jobs = chosen.flatMap((shape) => contenders.map((contender) => ({ shape, contender })))
/** @type {Record<string, Record<string, number>>} */
const counted = Object.fromEntries(chosen.map(({ name }) => [name, {}]))
let done = 0
await atOnce(jobs, async ({ shape, contender }) => {
  const cell = cellOf(shape)
  const figure = await measure({
    ...{ meter: instructions(command), cell, contender, folders, windows: 8, calls: 50, warm: 2000 },
    upstream: `http://127.0.0.1:${portOf(upstream)}`,
  })
  counted[shape.name][contender.name] = figure
  say(
    `${++done} of ${jobs.length}: ${shape.name}, ${contender.name}: ${figure.toLocaleString('en')} instructions a request`,
  )
})
upstream.close()
upstream.closeAllConnections()

const rows = chosen.map(({ name, lines }) => {
  const { bare, traceferry } = counted[name]
  return { name, headers: lines.length, bare, traceferry, ratio: traceferry / bare }
})
if (options.json) console.log(JSON.stringify({ node: process.versions.node, most: MOST, rows }, null, 2))
else console.log(drawn())
const dear = rows.filter(({ ratio }) => ratio > MOST)
for (const { name, ratio } of dear) say(`more than ${MOST} times bare: ${name}, ${ratio.toFixed(2)}`)
process.exit(dear.length > 0 ? 1 : 0)

function drawn() {
  const head = ['16 KB of', 'headers', 'bare', 'traceferry', 'times bare']
  /** @type {Table.HorizontalAlignment[]} */
  const colAligns = ['left', 'right', 'right', 'right', 'right']
  const table = new Table({ head, style: { head: [], border: [] }, colAligns })
  const whole = (value) => Math.round(value).toLocaleString('en')
  for (const { name, headers, bare, traceferry, ratio } of rows) {
    table.push([name, headers, whole(bare), whole(traceferry), ratio.toFixed(2)])
  }
  return table.toString()
}
