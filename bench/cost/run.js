// `npm run bench -- cost`: what a request costs, counted and not timed, so that a push that makes it dearer shows.
import http from 'node:http'
import Table from 'cli-table3'
import { listen, portOf } from '../../tools/shared/listen.js'
import { installApps, installTheirs, installUndici8 } from '../speed/apps.js'
import { atOnce } from '../speed/at-once.js'
import { contenders as known } from '../speed/contenders.js'
import { keyOf, ratioOf, update, worse } from './baseline.js'
import { bytes } from './bytes.js'
import { cells, HELD, others, runsHere, TOLERANCE } from './cells.js'
import { findEmulator } from './emulator.js'
import { countEveryone } from './everyone/run.js'
import { instructions } from './instructions.js'
import { measure, measureSettled } from './measure.js'
import { onNode } from './on-node.js'
import { readOptions } from './options.js'

const options = readOptions()
const say = (text) => process.stderr.write(`${text}\n`)
onNode(options.node, say)
if (options.everyone) process.exit(await countEveryone(options, say))

const possible = options.all ? [...cells, ...others].filter((cell) => runsHere(cell)) : cells
const chosen = possible.filter(({ name }) => options.cells?.some((word) => name.toLowerCase().includes(word)) ?? true)
if (chosen.length === 0) {
  say(`no cell is called "${options.cells}"; there are ${possible.map(({ name }) => name).join(', ')}`)
  process.exit(2)
}

const names = [...HELD, ...(options.also?.split(',').map((name) => name.trim()) ?? [])]
const contenders = names.map((wanted) => {
  const found = known.find(({ name }) => name === wanted)
  if (found !== undefined) return found
  say(`no contender is called "${wanted}"; there are ${known.map(({ name }) => name).join(' | ')}`)
  return process.exit(2)
})
const folders = { apps: installApps(say), peers: installTheirs(contenders, say) }
installUndici8(chosen, say)
const meter = choose()
const upstream = http.createServer((_, response) => response.end('x'))
upstream.keepAliveTimeout = 60_000
await listen(upstream)

// With all names from the beginning: they are done in any order.
const empty = Object.fromEntries(names.map((name) => [name, 0]))
const results = Object.fromEntries(chosen.map(({ name }) => [name, { ...empty }]))
const jobs = chosen.flatMap((cell) => contenders.map((contender) => ({ cell, contender })))
const all = jobs.length
let done = 0
await atOnce(jobs, countOne)
upstream.close()
upstream.closeAllConnections()

const key = keyOf(meter)
const found = worse(options.baseline, key, results)
if (options.json) console.log(JSON.stringify({ meter: meter.unit, node: process.versions.node, results }, null, 2))
else console.log(drawn())
if (options.update) update(options.baseline, key, results)
else if (found === undefined) say(`nothing to compare with: the baseline has no entry "${key}"; --update writes one`)
else for (const line of found) say(`dearer by more than ${TOLERANCE} %: ${line}`)
process.exit(!options.update && (found ?? []).length > 0 ? 1 : 0)

function choose() {
  if (options.meter === 'bytes') return bytes
  const { command, reason } = findEmulator(say)
  if (command !== undefined) return instructions(command)
  say(`instructions cannot be counted here, so allocated bytes are: ${reason}`)
  return bytes
}

async function countOne({ cell, contender }) {
  const url = `http://127.0.0.1:${portOf(upstream)}`
  const service = { meter, cell, contender, upstream: url, folders }
  // The windows of fetch differ by up to two thirds, so that the least of a few is a matter of luck.
  const settles = meter.unit === 'instructions' && cell.client === 'fetch'
  const figure = settles ? (await measureSettled(service)).figure : await measure(service)
  results[cell.name][contender.name] = figure
  say(`${++done}/${all} ${cell.name}, ${contender.name}: ${figure} ${meter.unit} per request`)
}

function drawn() {
  const head = ['', ...names.map((name) => `${name}, ${meter.unit}`), 'traceferry to bare', 'to hand-written']
  const table = new Table({
    head,
    style: { head: [], border: [] },
    wordWrap: true,
    colWidths: head.map((_, i) => (i ? 15 : 28)),
  })
  for (const [cell, figures] of Object.entries(results)) {
    const counts = names.map((name) => figures[name].toLocaleString('en'))
    table.push([cell, ...counts, (figures.traceferry / figures.bare).toFixed(3), ratioOf(figures).toFixed(3)])
  }
  return table.toString()
}
