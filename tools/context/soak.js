// `npm run tool -- context-soak`: every client, state and door of the matrix at once, mixed at random, in one process on each Node.
import cliProgress from 'cli-progress'
import Table from 'cli-table3'
import { Command } from 'commander'
import { listOf, optionsOf, positive } from '../shared/arguments.js'
import { lines, nodeBinary } from '../shared/nodes.js'
import { limited } from './limits.js'
import { badRows, totals } from './rows.js'
import { startApp } from './world/app-process.js'
import { send } from './world/traffic.js'
import { startWorld } from './world/world.js'

const options = optionsOf(
  new Command('npm run tool -- context-soak')
    .description(
      'Sends many requests at random to every client in every state at once, and judges every call from every door.',
    )
    .option('--requests <n>', 'requests on each Node', positive, 100_000)
    .option('--node <lines>', `comma-separated lines of ${lines.join(', ')}`, listOf(lines), lines)
    .option('--json', 'print the figures as JSON on standard output')
    .addHelpText(
      'after',
      '\nExit code: 0 when no call was wrong or lost and the heap stayed flat, 1 otherwise, 2 for wrong arguments.',
    ),
)

const AT_ONCE = 6
// So long a pool lives, in requests: one that its library has brought to a standstill must not end the soak.
const LIFE = 300

// A request that a library has lost must not end the soak: it is told, and counted as unfinished.
const PATIENCE = 30_000

/** Whether a promise takes longer than that. */
async function isLate(promise) {
  let timer
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, PATIENCE, true)
  })
  const inTime = promise.then(() => false)
  const result = await Promise.race([inTime, late])
  clearTimeout(timer)
  return result
}

const pick = (list) => list[Math.floor(Math.random() * list.length)]
const mib = (bytes) => Math.round((bytes / 2 ** 20) * 10) / 10

async function soak(line) {
  const world = await startWorld()
  const app = await startApp(nodeBinary(line, console.error), { ...world.ports, every: 5, line: 'traceferry' })
  const ages = app.clients.flatMap((client) => client.states.map((state) => ({ client, state, age: 0 })))
  for (const { client, state } of ages) await app.ask({ type: 'open', name: client.name, state })
  const bar = new cliProgress.SingleBar({
    format: `Node ${line} {bar} {value}/{total} requests, {duration_formatted}`,
    noTTYOutput: true,
    notTTYSchedule: 15_000,
    stream: process.stderr,
  })
  bar.start(options.requests, 0)
  let sent = 0
  let unfinished = 0

  async function batch() {
    const one = pick(ages)
    const { client, state } = one
    const count = 4 + Math.floor(Math.random() * 9)
    sent += count
    one.age += count
    const first = 4 * Math.floor(Math.random() * client.plays)
    if (await isLate(send(client, state, { first, count, concurrency: count }))) {
      console.error(`Node ${line}: not answered: ${client.name}, ${state}, ${count} requests from play ${first} on`)
      unfinished += count
    }
    if (one.age < LIFE || state === 'before') return
    one.age = 0
    const { stuck } = await app.ask({ type: 'renew', name: client.name, state })
    unfinished += stuck.length
  }

  async function until(total) {
    const worker = async () => {
      while (sent < total) await batch()
    }
    const timer = setInterval(() => bar.update(Math.min(sent, options.requests)), 1000)
    await Promise.all(Array.from({ length: AT_ONCE }, worker))
    clearInterval(timer)
    const { heap, stuck } = await app.ask({ type: 'heap' })
    for (const one of stuck) console.error(`Node ${line}: did not end: ${one}`)
    unfinished += stuck.length
    return heap
  }

  // Everything is warm after a fifth: what the heap grows by from then on is a leak.
  const warm = await until(options.requests / 5)
  const end = await until(options.requests)
  bar.stop()
  app.stop()
  world.close()
  limited(world.ledger.cells)
  const { own, none, wrong, lost } = totals(world.ledger)
  return {
    node: line,
    requests: sent,
    calls: own + none + wrong,
    own,
    none,
    wrong,
    lost,
    unfinished,
    heapMiBWarm: mib(warm),
    heapMiBEnd: mib(end),
    flat: end < warm * 1.2 + 4 * 2 ** 20,
    bad: badRows(world.ledger),
  }
}

const results = []
for (const line of options.node) results.push(await soak(line))

if (options.json) console.log(JSON.stringify(results, null, 2))
else {
  const columns = Object.keys(results[0]).filter((name) => name !== 'bad')
  const table = new Table({ head: columns, style: { head: [], border: [] } })
  table.push(...results.map((result) => columns.map((name) => String(result[name]))))
  console.log(table.toString())
  for (const { node, bad } of results) for (const row of bad) console.log(`Node ${node}: ${JSON.stringify(row)}`)
}
process.exitCode = results.some(({ wrong, lost, flat }) => wrong + lost > 0 || !flat) ? 1 : 0
