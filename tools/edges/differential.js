// `npm run tool -- differential`: the same calls three times, without the line, with it outside any request, and inside one. What
// their callers and their servers see must be the same, but for our headers.
import cliProgress from 'cli-progress'
import Table from 'cli-table3'
import { major, nodeBinary } from '../shared/nodes.js'
import { callOf } from './calls/grammar.js'
import { createHunt } from './hunt.js'
import { readOptions } from './options.js'
import { usable } from './usable.js'
import { startTrio } from './world/trio.js'

const options = readOptions()
const line = options.node ?? String(major)
const binary = nodeBinary(line, console.error)
const { clients, left } = usable(line, options.client)
for (const why of left) console.error(why)

const { seed } = options
const only = clients.only
const trio = await startTrio(binary, clients.names, only)
const hunt = createHunt(trio, seed, only)
console.error(`seed ${seed}`)

const started = Date.now()
if (options.replay !== undefined) await replay(options.replay)
else await all()
trio.stop()

async function all() {
  const bar = new cliProgress.SingleBar({
    format: `Node ${line} {bar} {value}/{total} calls, {found} differences, {duration_formatted}`,
    noTTYOutput: true,
    notTTYSchedule: 15_000,
    stream: process.stderr,
  })
  bar.start(options.calls, 0, { found: 0 })
  // Ctrl-C ends it with the figures so far; a second one at once.
  let told = false
  for (const signal of ['SIGINT', 'SIGTERM'])
    process.on(signal, () => {
      if (told) process.exit(130)
      told = true
    })
  for (let n = 0; n < options.calls && !told; n += options.batch) {
    const count = Math.min(options.batch, options.calls - n)
    await hunt.batch(Array.from({ length: count }, (_, i) => n + i))
    bar.update(n + count, { found: hunt.found.length })
  }
  bar.stop()
}

async function replay(n) {
  const results = await trio.run(seed, [n], 1)
  console.error(JSON.stringify(callOf(seed, n, only)))
  for (const [mode, runs] of Object.entries(results)) console.error(mode, JSON.stringify(runs.get(n), null, 1))
  await hunt.batch([n])
}

const figures = hunt.figures()
const total = figures.reduce((sum, { calls }) => sum + calls, 0)
const idle = options.replay === undefined ? figures.filter(({ calls, carried }) => calls > 200 && carried === 0) : []
for (const { client } of idle) console.error(`no call of ${client} carried anything: the run proves nothing for it`)

if (options.json) {
  const report = {
    node: line,
    seed,
    calls: total,
    seconds: Math.round((Date.now() - started) / 1000),
    differences: hunt.found.length,
    unsteady: hunt.unsteady,
    kinds: hunt.kinds(),
    clients: figures,
    found: hunt.found.slice(0, options.examples),
  }
  console.log(JSON.stringify(report, null, 2))
} else {
  const table = new Table({
    head: ['client', 'calls', 'inside', 'carried', 'differences'],
    style: { head: [], border: [] },
  })
  for (const { client, calls, inside, carried, differences } of figures)
    table.push([client, calls, inside, carried, differences])
  console.log(table.toString())
  for (const [kind, count] of Object.entries(hunt.kinds())) console.log(`${String(count).padStart(6)}  ${kind}`)
  for (const { n, mode, call, difference } of hunt.found.slice(0, options.examples)) {
    console.log(`\n${mode}: ${JSON.stringify(call)}`)
    console.log(`  without us: ${difference.without}\n  with us:    ${difference.with}`)
    console.log(
      `  again: npm run tool -- differential --node ${line} --seed ${seed}${options.client ? ` --client ${options.client}` : ''} --replay ${n}`,
    )
  }
  console.log(
    `\n${total} calls, ${hunt.found.length} differences, ${hunt.unsteady} calls that differ from themselves, seed ${seed}`,
  )
}
process.exitCode = hunt.found.length > 0 || idle.length > 0 ? 1 : 0
