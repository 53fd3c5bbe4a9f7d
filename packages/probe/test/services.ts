import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const app = fileURLToPath(new URL('apps/service.mjs', import.meta.url))
const running: ChildProcess[] = []
const logs = new Map<string, () => string>()

export const secret = 'a secret that all the services know'

/** Starts a service as a process of its own; gives its URL. */
export async function startService(name: string, env: Record<string, string> = {}): Promise<string> {
  const child = spawn(process.execPath, ['--import', '@traceferry/probe/register', app], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    env: { PATH: process.env.PATH ?? '', TRACEFERRY_PROBE_SECRET: secret, TRACEFERRY_SERVICE: name, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.push(child)
  let said = ''
  child.stderr.on('data', (chunk) => {
    said += chunk
  })
  const ended = once(child, 'exit').then(() => Promise.reject(new Error(`${name} ended: ${said}`)))
  const [port] = await Promise.race([once(createInterface({ input: child.stdout }), 'line'), ended])
  ended.catch(() => {})
  const url = `http://127.0.0.1:${port}`
  logs.set(url, () => said)
  return url
}

/** What a service has written to its log so far. */
export function logOf(url: string): string {
  return logs.get(url)?.() ?? ''
}

export function stopServices(): void {
  for (const child of running.splice(0)) child.kill('SIGKILL')
}
