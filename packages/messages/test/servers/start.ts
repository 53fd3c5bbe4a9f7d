import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** A server of our own, on loopback. */
export interface Server {
  readonly port: number
  stop(): Promise<void>
}

/** An empty folder for a server's files. */
export const newFolder = (name: string): string => mkdtempSync(join(tmpdir(), `traceferry-${name}-`))

// A shell stands between us and the server, in a group of their own: its standard input closes when this process ends,
// however it ends, and then it takes the group along. So no broken-off test run leaves a server behind.
const GUARD = '"$@" </dev/null & cat >/dev/null; kill -KILL 0'

/** Starts a server and waits until its port accepts. Its files are in `folder`, which goes with it. */
export async function startServer(
  folder: string,
  port: number,
  command: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<Server> {
  const log = join(folder, 'output.log')
  const out = openSync(log, 'a')
  const child = spawn('sh', ['-c', GUARD, 'sh', command, ...args], {
    stdio: ['pipe', out, out],
    env: { ...process.env, ...env },
    cwd: folder,
    detached: true,
  })
  const ended = once(child, 'exit')
  const stop = async () => {
    child.stdin?.end()
    await ended
    rmSync(folder, { recursive: true, force: true })
  }
  for (let attempt = 0; attempt < 1800; attempt++) {
    if (await accepts(port)) return { port, stop }
    await sleep(50)
  }
  const said = readFileSync(log, 'utf8').trim().split('\n').slice(-8).join('\n')
  await stop()
  throw new Error(`${command} did not listen on ${port}:\n${said}`)
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1', () => resolve(!socket.destroy().connecting))
    socket.on('error', () => resolve(false))
  })
}
