import { execFileSync, spawn } from 'node:child_process'
import net from 'node:net'

/** Where a Redis server is to be had: on the PATH, or from Debian's packages when we are root; else why not. */
export function findRedis(): { binary: string } | { reason: string } {
  const which = () => execFileSync('sh', ['-c', 'command -v redis-server'], { encoding: 'utf8' }).trim()
  try {
    return { binary: which() }
  } catch {
    if (process.getuid?.() !== 0) return { reason: 'redis-server is not installed, and only root can install it' }
  }
  try {
    const quiet = { stdio: 'ignore' } as const
    execFileSync('apt-get', ['update', '-qq'], quiet)
    execFileSync('apt-get', ['install', '-y', '-qq', 'redis-server'], quiet)
    return { binary: which() }
  } catch (error) {
    return { reason: `redis-server could not be installed: ${(error as Error).message}` }
  }
}

/** Starts a Redis of our own on a free loopback port, in memory only. */
export async function startRedis(binary: string): Promise<{ port: number; stop: () => void }> {
  const port = await freePort()
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no']
  const child = spawn(binary, args, { stdio: 'ignore' })
  for (let attempt = 0; attempt < 100; attempt++) {
    if (await accepts(port)) return { port, stop: () => child.kill('SIGKILL') }
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('redis-server did not listen')
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as net.AddressInfo
      server.close(() => resolve(port))
    })
  })
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1', () => resolve(!socket.destroy().connecting))
    socket.on('error', () => resolve(false))
  })
}
