import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import net from 'node:net'

// Programs of the pages as processes: started, waited for, ended.

export interface Running {
  readonly child: ChildProcess
  readonly ports: readonly number[]
  said(): string
  stop(): Promise<void>
}

/** Starts `command` of bash in a folder, in a process group of its own. */
export function start(command: string, cwd: string, ports: readonly number[] = []): Running {
  const { VITEST: _, NODE_ENV: __, NODE_OPTIONS: ___, ...env } = process.env
  const child = spawn('bash', ['-c', command], { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = once(child, 'exit')
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk))
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    process.kill(-(child.pid as number), 'SIGKILL')
    await ended
  }
  return { child, ports, said: () => said, stop }
}

/** Waits until a program listens on all of its ports; fails with what it has said when it ends instead. */
export async function listening(running: Running): Promise<void> {
  for (const port of running.ports) {
    for (let attempt = 0; !(await answers(port)); attempt++) {
      if (running.child.exitCode !== null) throw new Error(`the program ended: ${running.said()}`)
      if (attempt === 300) throw new Error(`nothing listens on ${port}: ${running.said()}`)
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}

/** Runs a command to its end, and gives what it wrote to its standard output. */
export async function run(command: string, cwd: string): Promise<string> {
  const running = start(command, cwd)
  let output = ''
  running.child.stdout?.on('data', (chunk) => (output += chunk))
  const timer = setTimeout(running.stop, 60_000)
  await once(running.child, 'close')
  clearTimeout(timer)
  if (running.child.exitCode !== 0)
    throw new Error(`${command}: exit code ${running.child.exitCode}\n${running.said()}`)
  return output
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, 'localhost')
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}
