// `npm run tool -- fuzz-targets`: calls to all sorts of hosts, made inside a request, recorded at real sockets. Nothing outside may get
// a byte of what was captured, and everything inside must get all of it.
import { join } from 'node:path'
import cliProgress from 'cli-progress'
import Table from 'cli-table3'
import { certificate } from '../context/world/certificate.js'
import { major, nodeBinary } from '../shared/nodes.js'
import { clients } from './targets/grammar.js'
import { readOptions } from './targets/options.js'
import { createTally } from './targets/tally.js'
import { startProcess } from './world/process.js'

const options = readOptions()
const line = options.node ?? String(major)
const { seed } = options
// undici 8 asks for Node 22.19.
const names = (options.client ?? clients).filter((name) => name !== 'undici8' || Number(line) >= 22)
if (names.length === 0) throw new Error('no client is left to call')
if (names.length < (options.client ?? clients).length)
  console.error(`Node ${line}: without undici8, which asks for Node 22.19`)

const recorder = await startProcess(join(import.meta.dirname, 'targets/recorder.js'), {
  env: { CERTIFICATE: JSON.stringify(certificate()) },
})
const { ports } = recorder.first
const plan = { ports, clients: names, mode: 'inside' }
const app = await startProcess(join(import.meta.dirname, 'targets/app.js'), {
  binary: nodeBinary(line, console.error),
  env: { NODE_TLS_REJECT_UNAUTHORIZED: '0', PLAN: JSON.stringify(plan) },
})
const tally = createTally(seed, names)
console.error(`seed ${seed}`)
const bar = new cliProgress.SingleBar({
  format: `Node ${line} {bar} {value}/{total} targets, {found} wrong, {duration_formatted}`,
  noTTYOutput: true,
  notTTYSchedule: 15_000,
  stream: process.stderr,
})
const started = Date.now()
const first = options.replay ?? 0
const targets = options.replay === undefined ? options.targets : 1
bar.start(targets, 0, { found: 0 })
// Ctrl-C ends it with the figures so far; a second one at once.
let told = false
for (const signal of ['SIGINT', 'SIGTERM'])
  process.on(signal, () => {
    if (told) process.exit(130)
    told = true
  })
for (let done = 0; done < targets && !told; done += options.batch) {
  const count = Math.min(options.batch, targets - done)
  const { counts, sockets } = await app.ask({ seed, from: first + done, count })
  tally.add(counts, sockets, await recorder.ask('figures'))
  bar.update(done + count, { found: tally.found.length })
}
// What was still on its way.
await new Promise((resolve) => setTimeout(resolve, 200))
tally.add({}, undefined, await recorder.ask('figures'))
bar.stop()
app.stop()
recorder.stop()

const report = tally.report(options.examples)
const made = Object.values(report.clients).reduce((sum, client) => sum + client.targets, 0)
const head = { node: line, seed, targets: made, seconds: Math.round((Date.now() - started) / 1000) }
if (options.json) console.log(JSON.stringify({ ...head, ...report }, null, 2))
else {
  const table = new Table({
    head: ['client', 'targets', 'answered', 'refused', 'late'],
    style: { head: [], border: [] },
  })
  for (const [client, { targets, answered, refused, late }] of Object.entries(report.clients))
    table.push([client, targets, answered, refused, late])
  console.log(table.toString())
  for (const { wrong, target, seen } of report.examples)
    console.log(`${wrong}: ${JSON.stringify(target)}\n  at the recorder: ${JSON.stringify(seen)}`)
  for (const [kind, count] of Object.entries(report.kinds)) console.log(`${String(count).padStart(8)}  ${kind}`)
  console.log(JSON.stringify({ ...head, ...report.requests, sockets: report.sockets, wrong: report.wrong }))
}
// A run in which no target got anything, or no outside host was called, proves nothing.
const idle = options.replay === undefined && (report.requests.carried === 0 || report.requests.outside === 0)
process.exitCode = report.wrong > 0 || idle ? 1 : 0
