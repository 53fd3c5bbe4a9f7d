// `npm run tool -- soak`: many requests, mixed clients, aborts and retries, on each Node: no wrong header, none lost, heap flat.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import cliProgress from 'cli-progress'
import Table from 'cli-table3'
import { Command } from 'commander'
import { listOf, optionsOf, positive } from '../shared/arguments.js'
import { lines, nodeBinary } from '../shared/nodes.js'
import { load } from './load.js'
import { startUpstream } from './upstream.js'

const options = optionsOf(
  new Command('npm run tool -- soak')
    .description('Sends many requests with their own ids through a service, and checks every call that it makes.')
    .option('--requests <n>', 'requests on each Node', positive, 100_000)
    .option('--concurrency <n>', 'requests at a time', positive, 64)
    .option('--node <lines>', `comma-separated lines of ${lines.join(', ')}`, listOf(lines), lines)
    .option('--json', 'print the figures as JSON on standard output')
    .addHelpText(
      'after',
      '\nExit code: 0 when no header was wrong, lost or doubled, 1 otherwise, 2 for wrong arguments.',
    ),
)

async function soak(line) {
  const upstream = await startUpstream()
  const service = fork(fileURLToPath(new URL('service.js', import.meta.url)), {
    execPath: nodeBinary(line, console.error),
    execArgv: ['--expose-gc'],
    env: { ...process.env, UPSTREAM: upstream.url },
  })
  const [{ port, clients }] = await once(service, 'message')
  const report = async () => {
    service.send('report')
    return (await once(service, 'message'))[0]
  }
  const bar = new cliProgress.SingleBar({
    format: `Node ${line} {bar} {value}/{total} requests, {duration_formatted}`,
    noTTYOutput: true,
    notTTYSchedule: 15_000,
    stream: process.stderr,
  })
  const common = { port, clients, concurrency: options.concurrency }
  bar.start(options.requests, 0)
  // Everything is warm after a tenth: what the heap grows by from then on is a leak.
  const warm = Math.ceil(options.requests / 10)
  const first = await load({ ...common, requests: warm, progress: (done) => bar.update(done) })
  const before = await report()
  const rest = await load({ ...common, requests: options.requests - warm, progress: (done) => bar.update(warm + done) })
  const after = await report()
  bar.stop()
  service.disconnect()
  upstream.close()
  return {
    node: line,
    requests: options.requests,
    answered: first.answered + rest.answered,
    aborted: first.aborted + rest.aborted,
    ...upstream.counts,
    failed: after.counters.failed,
    heapMiBWarm: mib(before.heapUsed),
    heapMiBEnd: mib(after.heapUsed),
    rssMiBEnd: mib(after.rss),
    examples: upstream.examples,
  }
}

const mib = (bytes) => Math.round((bytes / 2 ** 20) * 10) / 10

const results = []
for (const line of options.node) results.push(await soak(line))

if (options.json) console.log(JSON.stringify(results, null, 2))
else {
  const columns = Object.keys(results[0]).filter((name) => name !== 'examples')
  const table = new Table({ head: columns, style: { head: [], border: [] } })
  table.push(...results.map((result) => columns.map((name) => result[name])))
  console.log(table.toString())
  for (const { examples } of results) for (const example of examples) console.log(example)
}
process.exitCode = results.some(({ wrong, lost, doubled, failed }) => wrong + lost + doubled + failed > 0) ? 1 : 0
