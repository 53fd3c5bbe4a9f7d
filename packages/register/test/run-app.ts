import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { dirname, join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))

export interface App {
  readonly port: number
  stop(): Promise<void>
}

interface How {
  /** What stands before the app on the command line. Default: `--import @traceferry/register`. */
  flags?: readonly string[]
  args?: readonly string[]
  env?: Record<string, string>
  /** Where it runs. Default: the package. */
  cwd?: string
}

function start(
  file: string,
  { flags = ['--import', '@traceferry/register'], args = [], env = {}, cwd = join(here, '..') }: How,
): ChildProcess {
  // Not this process's own environment: its flags for tests must not reach the app.
  const inherited = { PATH: process.env.PATH ?? '' }
  return spawn(process.execPath, [...flags, resolve(here, 'apps', file), ...args], {
    cwd,
    env: { ...inherited, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

/** Starts an app of the folder `apps` as a process of its own, and waits until it tells its port. */
export async function runApp(file: string, how: How): Promise<App> {
  const child = start(file, how)
  let said = ''
  child.stderr?.on('data', (chunk) => {
    said += chunk
  })
  const ended = once(child, 'exit')
  const line = await Promise.race([
    once(createInterface({ input: child.stdout as NodeJS.ReadableStream }), 'line'),
    ended.then(() => Promise.reject(new Error(`${file} ended: ${said}`))),
  ])
  return {
    port: Number(line[0]),
    async stop() {
      child.kill()
      await ended
    },
  }
}

/** Runs an app that is expected to end by itself; gives its exit code and what it said. */
export async function runToEnd(file: string, how: How): Promise<{ code: number; stderr: string }> {
  const child = start(file, how)
  let stderr = ''
  child.stderr?.on('data', (chunk) => {
    stderr += chunk
  })
  const [code] = await once(child, 'close')
  return { code, stderr }
}
