import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const running = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

export interface App {
  readonly pid: number
  /** All that it wrote, stdout and stderr. */
  output(): string
  /** The rest of the first line that starts so; waits for it. */
  line(start: string): Promise<string>
  kill(signal: NodeJS.Signals): void
  /** Writes to its stdin. */
  say(text: string): void
  /** Exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>
  stop(): Promise<void>
}

interface How {
  args?: readonly string[]
  env?: Record<string, string>
  node?: string
}

/** Starts an app of the folder `apps` in a process of its own, with nothing of this process's environment but PATH. */
export function runApp(file: string, { args = [], env = {}, node = process.execPath }: How = {}): App {
  const child = spawn(node, [join('test/start-stop/apps', file), ...args], {
    cwd: join(here, '../..'),
    env: { PATH: process.env.PATH ?? '', ...env },
    stdio: 'pipe',
  })
  running.add(child)
  let output = ''
  let wake = () => {}
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      output += chunk
      wake()
    })
  const ended = once(child, 'close').then(([code, signal]) => {
    running.delete(child)
    wake()
    return (code ?? signal) as number | NodeJS.Signals
  })
  return {
    pid: child.pid as number,
    output: () => output,
    ended,
    kill: (signal) => void child.kill(signal),
    say: (text) => void child.stdin.write(text),
    async line(start) {
      for (;;) {
        const found = output.split('\n').find((text, i, all) => text.startsWith(start) && i < all.length - 1)
        if (found !== undefined) return found.slice(start.length).trim()
        if (!running.has(child)) throw new Error(`${file} ended without "${start}": ${output}`)
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    },
    async stop() {
      child.kill('SIGKILL')
      await ended
    },
  }
}
