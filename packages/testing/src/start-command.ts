// Starts an app as a command.
import { type ChildProcess, spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import net from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { TraceferryError } from '@traceferry/core'
import { LINK_VARIABLE, type LinkSettings } from './link.ts'
import type { Running } from './start-app.ts'
import { listenOnAnyPort } from './upstream.ts'

const KEPT = 4000 // characters of the program's last output
const GRACE = 2000 // milliseconds between SIGTERM and SIGKILL

export interface CommandOptions {
  readonly command: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string | undefined
  /** How long it may take to listen. */
  readonly startTimeoutMs: number
  readonly link: LinkSettings
}

/** Starts a program with the port in `PORT`, and waits until it listens there. */
export async function startCommand(options: CommandOptions): Promise<Running> {
  const [program, ...args] = options.command as [string, ...string[]]
  const port = await freePort()
  const child = spawn(program === 'node' ? process.execPath : program, args, {
    cwd: options.cwd,
    env: {
      ...process.env,
      ...options.env,
      PORT: String(port),
      NODE_OPTIONS: `${options.env.NODE_OPTIONS ?? process.env.NODE_OPTIONS ?? ''} --import ${preloadUrl()}`.trim(),
      [LINK_VARIABLE]: JSON.stringify(options.link),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A separate process group, so that programs started by `npm start` or a shell end with it.
    detached: process.platform !== 'win32',
  })
  let said = ''
  let failed: Error | undefined
  child.on('error', (error) => {
    failed = error
  })
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk) => {
      said = (said + chunk).slice(-KEPT)
    })
  }
  const close = stopper(child)
  const until = Date.now() + options.startTimeoutMs
  while (!(await listens(port))) {
    const ended = failed !== undefined || child.exitCode !== null || child.signalCode !== null
    if (!ended && Date.now() < until) {
      await sleep(50)
      continue
    }
    await close()
    const why =
      failed?.message ?? (ended ? 'it ended' : `nothing listens on ${port} after ${options.startTimeoutMs} ms`)
    throw new TraceferryError(
      'TF041',
      `${options.command.join(' ')} did not start: ${why}`,
      `let it listen on the port in PORT, or raise startTimeoutMs. It said: ${said.trim() || 'nothing'}`,
    )
  }
  return { url: `http://127.0.0.1:${port}`, close, said: () => said }
}

/** Always the compiled file, because the program may run on a Node that cannot read TypeScript. */
function preloadUrl(): string {
  const manifest = createRequire(import.meta.url).resolve('@traceferry/testing/package.json')
  return new URL('dist/preload.js', pathToFileURL(manifest)).href
}

function stopper(child: ChildProcess): () => Promise<void> {
  const signal = (name: NodeJS.Signals) => {
    try {
      if (child.pid !== undefined) process.kill(process.platform === 'win32' ? child.pid : -child.pid, name)
    } catch {
      // It has ended.
    }
  }
  const kill = () => signal('SIGKILL')
  process.once('exit', kill)
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()).once('error', () => resolve()))
  return async () => {
    signal('SIGTERM')
    const timer = setTimeout(kill, GRACE)
    await ended
    clearTimeout(timer)
    process.off('exit', kill)
  }
}

async function freePort(): Promise<number> {
  const server = net.createServer()
  const port = await listenOnAnyPort(server)
  await new Promise((resolve) => server.close(resolve))
  return port
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1')
    const end = (answer: boolean) => () => {
      socket.destroy()
      resolve(answer)
    }
    socket.once('connect', end(true)).once('error', end(false))
  })
}
