// A process that does nothing but start, with what a contender would preload, and load some modules of Node's.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The compiled package, as users get it. */
const OURS = ['--import', new URL('../../../packages/register/dist/index.js', import.meta.url).href]

/**
 * A system call for the counter, and the size for runs without a counter. Before it, time for the thread in which Node prepares
 * OpenSSL: a process that ends sooner would be counted with less of that.
 */
const report = (modules) => `${modules.map((name) => `require('${name}')`).join('\n')}
Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1500)
require('node:os').getPriority()
console.log(process.memoryUsage.rss())
process.exit()`

/**
 * @typedef {object} Start
 * @property {any} contender
 * @property {any} cell
 * @property {{ peers: string }} folders
 * @property {{ command: string[], flags: string[] }} [meter]
 * @property {string} [cache] a folder for Node's compile cache
 */

/**
 * `{ count, resident }`: instructions, where the meter is an emulator's, and bytes, when the first line of the app runs.
 * @param {Start} what
 */
export async function startEmpty({ cell, ...how }) {
  if (!cell.cached) return start({ cell, ...how })
  const cache = mkdtempSync(join(tmpdir(), 'traceferry-compiled-'))
  try {
    // Without the counter, and not counted: it fills the cache.
    await start({ ...how, cell, cache, meter: { command: [], flags: how.meter?.flags ?? [] } })
    return await start({ cell, cache, ...how })
  } finally {
    rmSync(cache, { recursive: true })
  }
}

/** @param {Start} what */
async function start({ contender, cell, folders, cache, meter = { command: [], flags: [] } }) {
  const preloaded = contender.name === 'traceferry' ? OURS : (contender.flags ?? [])
  const [program, ...args] = [
    ...meter.command,
    process.execPath,
    ...meter.flags,
    ...preloaded,
    '--eval',
    report(cell.modules),
  ]
  const env = {
    ...process.env,
    ...contender.environment,
    NODE_OPTIONS: '',
    NODE_COMPILE_CACHE: cache,
    PEERS: folders.peers,
  }
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env })
  let [printed, said] = ['', '']
  child.stdout.on('data', (chunk) => (printed += chunk))
  child.stderr.on('data', (chunk) => (said += chunk))
  await new Promise((resolve) => child.on('close', resolve))
  const [, resident] = /^(\d+)$/m.exec(printed) ?? []
  if (resident === undefined) throw new Error(`${contender.name} did not start: ${said}`)
  const [, count] = /^instructions (\d+)$/m.exec(said) ?? []
  return { count: Number(count), resident: Number(resident) }
}
