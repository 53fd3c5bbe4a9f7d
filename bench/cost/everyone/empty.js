// A process that does nothing but start, with what a contender would preload, and load some modules of Node's.
import { spawn } from 'node:child_process'

/** The compiled package, as users get it. */
const OURS = ['--import', new URL('../../../packages/register/dist/index.js', import.meta.url).href]

/** A system call for the counter, and the size for runs without a counter. */
const report = (modules) => `${modules.map((name) => `require('${name}')`).join('\n')}
require('node:os').getPriority()
console.log(process.memoryUsage.rss())
process.exit()`

/**
 * `{ count, resident }`: instructions, where the meter is an emulator's, and bytes, when the first line of the app runs.
 * @param {{ contender: any, cell: any, folders: { peers: string }, meter?: { command: string[], flags: string[] } }} what
 */
export async function startEmpty({ contender, cell, folders, meter = { command: [], flags: [] } }) {
  const preloaded = contender.name === 'traceferry' ? OURS : (contender.flags ?? [])
  const [program, ...args] = [
    ...meter.command,
    process.execPath,
    ...meter.flags,
    ...preloaded,
    '--eval',
    report(cell.modules),
  ]
  const env = { ...process.env, ...contender.environment, NODE_OPTIONS: '', PEERS: folders.peers }
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
