// The files that workerd starts a Worker from: its code in one module, as wrangler makes it, and its configuration.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'

/** Writes them into a folder. @returns the path of the configuration */
export function workerFiles(folder, { file, host = '127.0.0.1', port, bindings }) {
  buildSync({
    entryPoints: [fileURLToPath(new URL(`app/${file}`, import.meta.url))],
    bundle: true,
    format: 'esm',
    outfile: join(folder, 'worker.mjs'),
    external: ['node:*', 'cloudflare:*', 'axios', 'got', 'ky', 'node-fetch', 'superagent', 'undici'],
    conditions: ['workerd', 'worker', 'browser'],
    logLevel: 'silent',
  })
  const list = Object.entries(bindings).map(
    ([name, text]) => `(name = ${JSON.stringify(name)}, text = ${JSON.stringify(text)})`,
  )
  const config = join(folder, 'worker.capnp')
  writeFileSync(
    config,
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = .worker),
    (name = "internet", network = (allow = ["public", "private"])),
  ],
  sockets = [(name = "http", address = "${host}:${port}", http = (), service = "main")],
);
const worker :Workerd.Worker = (
  modules = [(name = "worker", esModule = embed "worker.mjs")],
  compatibilityDate = "2026-05-01",
  compatibilityFlags = ["nodejs_compat"],
  bindings = [${list.join(', ')}],
);
`,
  )
  return config
}
