// Starts programs and sees to it that they end: when asked to, and with this process however it ends.
import { spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'

/** @type {Set<{ stop(): Promise<void> }>} */
const running = new Set()
let ending = false
/** @type {ReturnType<typeof startWatchdog> | undefined} */
let watchdog

/**
 * Starts a program that is to run until `stop()`; what it prints goes to the file `log`.
 * @param {string} name for the reader
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ log: string, env?: NodeJS.ProcessEnv, cwd?: string | undefined }} options
 * @returns `pid`; `failure()` says why it is not running (undefined while it is), `ended` is settled when it has ended
 */
export function start(name, command, args, { log, env = {}, cwd }) {
  const place = cwd ? { cwd } : {}
  const file = openSync(log, 'a')
  const child = execa(command, args, {
    ...{ env, reject: false, forceKillAfterDelay: 3000, ...place },
    stdio: /** @type {any} */ (['ignore', file, file]), // its types know no descriptors
  })
  closeSync(file)
  const program = track(child)
  return Object.assign(program, {
    name,
    log,
    pid: child.pid,
    failure: () => program.result && `${name}: ${why(program.result, log)}`,
  })
}

/**
 * Runs a program to its end. Rejects with the last lines that it printed if it fails.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string | undefined, env?: NodeJS.ProcessEnv | undefined, onLine?: ((line: string) => void) | undefined }} [options]
 *   of the program; `onLine` is called with each line that it prints
 */
export async function run(command, args, { cwd, env, onLine } = {}) {
  const place = { ...(cwd ? { cwd } : {}), ...(env ? { env } : {}) }
  const child = execa(command, args, { all: true, stdin: 'ignore', reject: false, ...place })
  const program = track(child)
  if (onLine) for await (const line of child.iterable({ from: 'all' })) onLine(line)
  const result = await program.ended
  if (result.code === 'ENOENT') throw new Error(`${command} is not there`)
  if (result.failed) throw new Error(`${result.shortMessage}\n${lastLines(result.all ?? '')}`.trim())
}

/** Ends everything that is still running, and waits until it is gone. From then on nothing can be started. */
export async function stopAll() {
  ending = true
  await Promise.all([...running].map((program) => program.stop()))
}

/** Ended on purpose: then a missing program is not a failure. */
export const isEnding = () => ending

/** @param {PromiseLike<any> & { pid?: number | undefined, kill(signal: NodeJS.Signals): boolean }} child of execa */
function track(child) {
  if (ending) child.kill('SIGKILL')
  /** @type {{ result: import('execa').Result<any> | undefined, ended: PromiseLike<any>, stop(): Promise<void> }} */
  const program = { result: undefined, ended: child.then(forget), stop }
  running.add(program)
  if (child.pid) tellWatchdog(`+${child.pid}`)
  return program

  /** @param {import('execa').Result<any>} result */
  function forget(result) {
    running.delete(program)
    if (child.pid) tellWatchdog(`-${child.pid}`)
    program.result = result
    return result
  }
  async function stop() {
    child.kill('SIGTERM')
    await program.ended
  }
}

/**
 * @param {import('execa').Result<any>} result
 * @param {string} log
 */
const why = (result, log) => `${result.shortMessage ?? 'it ended'}\n${lastLines(readFileSync(log, 'utf8'))}`.trim()
/** @param {string} text */
const lastLines = (text) => text.split('\n').filter(Boolean).slice(-8).join('\n')

/** @param {string} line */
function tellWatchdog(line) {
  watchdog ??= startWatchdog()
  watchdog.stdin.write(`${line}\n`)
}

function startWatchdog() {
  const script = fileURLToPath(new URL('watchdog.js', import.meta.url))
  const child = spawn(process.execPath, [script], { stdio: ['pipe', 'ignore', 'ignore'], detached: true })
  child.stdin.on('error', () => {}) // without a watchdog all goes on, only less tidily
  const pipe = /** @type {import('node:net').Socket} */ (child.stdin)
  pipe.unref()
  child.unref()
  return child
}
