// What is counted of everyone: parts, each a table of rows and contenders, as jobs in the order in which they are most missed.
import { contenders } from '../../speed/contenders.js'
import { cells, HELD, others, runsHere } from '../cells.js'

const all = [...cells, ...others].filter(({ startup }) => !startup)
/** @returns {typeof all[number]} */
const called = (name) => all.find((cell) => cell.name === name) ?? missing(name)

export const MAIN = called('Express 5 + undici.request')
export const SILENT = called('Express 5, no call')
export const HTTP = called('node:http + node:http')
const FAN = called('Express 5 + 10 x undici.request')

/** @returns {never} */
function missing(name) {
  throw new Error(`no cell is called "${name}"`)
}

/** In these cells all contenders are counted, in the others those that are held. */
export const shared = [MAIN, HTTP, called('node:http + fetch'), SILENT]
export const rest = all.filter((cell) => !shared.includes(cell))

/** In these, what is allocated. */
export const allocating = [...shared, FAN]

export const everyone = contenders.filter(({ name }) => name !== 'bare again')
export const held = everyone.filter(({ name }) => HELD.includes(name))
const peers = everyone.filter(({ name }) => !HELD.includes(name))
const traceferry = held.filter(({ name }) => name === 'traceferry')

/** A process that starts, and nothing else, or what every service has besides: what can be preloaded, beside Node alone. */
export const EMPTY = { name: 'an empty process', modules: [] }
export const SERVER = { name: 'one that loads node:http and node:https', modules: ['node:http', 'node:https'] }
/** After a start that has filled the cache. Node 22 is the first that has one. */
export const CACHED = { ...SERVER, name: "the same with Node's compile cache", cached: true, since: 22 }
const STARTS = [EMPTY, SERVER, CACHED]
const isPreloaded = ({ name, flags }) => flags !== undefined || name === 'bare' || name === 'traceferry'
const preloaded = everyone.filter(isPreloaded)

/** A call by itself, as in bench/micro/pieces/calls.js; `bare` is the same call without us. */
export const calls = ['undici', 'node:http'].flatMap((client) => [
  { name: `${client}, outside of a request`, untouched: `call: ${client}, untouched, outside of a request` },
  { name: `${client}, to a host outside`, untouched: `call: ${client}, untouched` },
  { name: `${client}, 8 headers`, untouched: `call: ${client}, untouched` },
])
const onlyUs = held.filter(({ name }) => name === 'bare' || name === 'traceferry')

/** What a goal compares. */
const beside = held.filter(({ name }) => name !== 'context only')

const jobs = (part, rows, columns) =>
  rows.filter(runsHere).flatMap((cell) => columns.map((contender) => ({ part, cell, contender })))

/** `instructions`, `bytes`: per request. `start`, `resident`: until it listens. `retained`: per request that is not over. `checks`: what it does not forward. `growth`: bytes of the heap that each of a million requests leaves. `pace`: µs of CPU without the emulator. */
export const plan = [
  ...jobs('checks', shared, everyone),
  ...jobs('start', STARTS, onlyUs),
  ...jobs('resident', [EMPTY, SERVER], preloaded),
  ...jobs('resident', [CACHED], onlyUs),
  ...jobs('instructions', shared, held),
  ...jobs('calls', calls, onlyUs),
  ...jobs('bytes', [MAIN], everyone),
  ...jobs('retained', [MAIN], everyone),
  ...jobs('instructions', [MAIN], peers),
  ...jobs('instructions', rest, beside),
  ...jobs('bytes', allocating.slice(1), everyone),
  ...jobs('start', [MAIN], everyone),
  ...jobs('resident', [MAIN], everyone),
  ...jobs('instructions', shared.slice(1), peers),
  ...jobs(
    'instructions',
    rest,
    held.filter((one) => !beside.includes(one)),
  ),
  ...jobs('start', [EMPTY, SERVER], peers.filter(isPreloaded)),
  ...jobs('pace', [MAIN], onlyUs.slice(0, 1)),
  ...jobs('growth', [HTTP], traceferry),
]

export const parts = [...new Set(plan.map(({ part }) => part))]
