// Which service of the shop runs on which runtime, when the demo or the mesh is asked for it.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { runtimeBinary } from './binaries.js'
import { workerFiles } from './worker-files.js'

const runtimes = {
  storefront: 'bun',
  inventory: 'workerd',
  orders: 'deno',
  payments: 'bun',
  warehouse: 'deno',
  ledger: 'bun',
}

/** The command and the arguments that start a service. `folder`: for the files of a Worker. */
export function commandOn(name, script, folder, env) {
  const runtime = runtimes[name]
  const binary = runtimeBinary(runtime)
  if (runtime === 'bun') return [binary, [script]]
  if (runtime === 'deno') return [binary, ['run', '-A', '--quiet', script]]
  const own = join(folder, name)
  // It may start again, with other bindings.
  mkdirSync(own, { recursive: true })
  return [binary, ['serve', workerFiles(own, { file: `${name}.mjs`, host: env.HOST, port: env.PORT, bindings: env })]]
}
