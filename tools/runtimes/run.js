// `npm run tool -- runtimes`: whose ids do calls carry on Bun, Deno and workerd: each kind of server, each client, many requests at
// once, and redirects.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Command } from 'commander'
import { listOf, optionsOf, positive } from '../shared/arguments.js'
import { runCommand } from '../shared/command.js'
import { step } from '../shared/steps.js'
import { clientNames, workerClients } from './app/clients.mjs'
import { ask } from './ask.js'
import { titleOf } from './binaries.js'
import { drawn, pageOf } from './page.js'
import { checkRedirects } from './redirects.js'
import { fetchRuntimes, startService } from './start-service.js'
import { startUpstream } from './upstream.js'

const servers = ['node:http', 'express', 'fastify', 'koa', 'hono', 'serve', 'register, node:http', 'register, serve']
const all = { bun: servers, deno: servers, workerd: ['hono', 'serve'] }

const options = optionsOf(
  new Command('npm run tool -- runtimes')
    .description('Runs services on Bun, Deno and workerd, and looks whose ids their calls carry.')
    .option('--only <runtimes>', `comma-separated: ${Object.keys(all)}`, listOf(Object.keys(all)), Object.keys(all))
    .option('--server <kind>', `one of ${servers.join('; ')}`)
    .option('--requests <n>', 'requests at once to each server by each client', positive, 60)
    .option('--mixed <n>', 'requests at once to each server by all clients', positive, 200)
    .option('--write', 'write the table of docs/runtimes.md')
    .option('--json', 'print the results as JSON on standard output')
    .addHelpText(
      'after',
      '\nThe runtimes are fetched from npm at first.\nExit code: 0 when no call was wrong, lost or without ids where it should have them, 1 when one was, 2 when it could not run.',
    ),
)

await runCommand(main)

async function main(conclude) {
  await step(`Bun, Deno and workerd from npm`, async (say) => fetchRuntimes(options.only, say))
  const rows = []
  const redirects = []
  const upstream = await startUpstream()
  for (const runtime of options.only) {
    for (const server of all[runtime].filter((kind) => options.server === undefined || kind === options.server)) {
      await step(`${titleOf(runtime)}: ${server}`, async () => {
        const clients = runtime === 'workerd' ? workerClients : clientNames
        const service = await startService(runtime, server, upstream.origin, clients)
        try {
          rows.push({ runtime, server, cells: await cellsOf(service, server, clients, upstream), said: service.said() })
          if (server === 'serve') redirects.push({ runtime, ...(await checkRedirects(service.port, runtime)) })
        } finally {
          await service.stop()
        }
      })
    }
  }
  upstream.close()
  if (options.write) writePage(rows, redirects)
  if (options.json) console.log(JSON.stringify({ rows, redirects }, null, 2))
  else console.log(drawn(rows, redirects))
  conclude(isRight(rows, redirects))
}

async function cellsOf({ port }, server, clients, upstream) {
  // A server of web Requests makes two calls more, while its answer is read.
  const callsEach = ['hono', 'serve', 'register, serve'].includes(server) ? 6 : 4
  const cells = {}
  for (const client of clients) {
    const counts = await ask({ port, upstream, clients: [client], requests: options.requests, callsEach })
    cells[client] = counts.get(client)
  }
  const mixed = await ask({ port, upstream, clients, requests: options.mixed, callsEach })
  for (const [client, counts] of mixed)
    for (const key of ['own', 'none', 'wrong', 'missing', 'failures']) {
      if (key === 'failures') cells[client].failures.push(...counts.failures)
      else cells[client][key] += counts[key]
    }
  return cells
}

/** What is known not to be carried: Bun has modules of its own in the place of these. */
function mayLack(runtime, client) {
  return runtime === 'bun' && ['undici', 'node-fetch'].includes(client)
}

function isRight(rows, redirects) {
  const cells = rows.flatMap(({ runtime, cells }) =>
    Object.entries(cells).map(([client, cell]) => [runtime, client, cell]),
  )
  const right = cells.every(
    ([runtime, client, { none, wrong, missing, failures }]) =>
      wrong === 0 && missing === 0 && failures.length === 0 && (none === 0 || mayLack(runtime, client)),
  )
  return right && redirects.every(({ faults }) => faults.length === 0)
}

function writePage(rows, redirects) {
  const file = fileURLToPath(new URL('../../docs/runtimes.md', import.meta.url))
  writeFileSync(file, pageOf(readFileSync(file, 'utf8'), rows, redirects))
}
