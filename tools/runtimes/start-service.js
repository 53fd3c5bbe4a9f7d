// Starts a service of a kind on a runtime.
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { freePorts } from '../shared/ports.js'
import { runtimeBinary } from './binaries.js'
import { workerFiles } from './worker-files.js'

const app = fileURLToPath(new URL('app/', import.meta.url))
const register = ['@traceferry/register']

/** How each runtime is told to load something first, and to run a file. */
const commands = {
  node: (preloaded, file) => [...(preloaded ? ['--import', ...register] : []), file],
  bun: (preloaded, file) => [...(preloaded ? ['--preload', ...register] : []), file],
  deno: (preloaded, file) => ['run', '-A', '--quiet', ...(preloaded ? ['--preload', `npm:${register}`] : []), file],
}

/** Starts it, and waits until it listens. @returns its port, what it says on stderr, and what stops it */
export function startService(runtime, kind, upstream, clients) {
  return runtime === 'workerd' ? startWorker(kind, upstream) : startProcess(runtime, kind, upstream, clients)
}

async function startProcess(runtime, kind, upstream, clients) {
  const args = commands[runtime](kind.startsWith('register'), join(app, 'service.mjs'))
  // Not this process's environment: its flags must not reach the service.
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, TRACEFERRY_IGNORE_TARGETS: '127.0.0.2' }
  const child = spawn(runtimeBinary(runtime), [...args, kind, upstream, clients.join()], { cwd: app, env })
  const service = watch(child)
  const first = await Promise.race([once(createInterface({ input: child.stdout }), 'line'), service.ended])
  if (first === undefined) throw new Error(`${kind} on ${runtime} ended: ${service.said()}`)
  return { ...service, port: Number(first[0]) }
}

async function startWorker(kind, upstream) {
  const folder = mkdtempSync(join(tmpdir(), 'traceferry-worker-'))
  const [port] = await freePorts(1)
  const bindings = { UPSTREAM: upstream, KIND: kind }
  const config = workerFiles(folder, { file: 'worker.mjs', port, bindings })
  const child = spawn(runtimeBinary('workerd'), ['serve', config])
  const service = watch(child)
  child.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  while (!(await answers(port))) {
    if (child.exitCode !== null) throw new Error(`${kind} on workerd ended: ${service.said()}`)
    await sleep(50)
  }
  return { ...service, port }
}

// They end with this process.
const running = new Set()
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

function watch(child) {
  let said = ''
  for (const output of [child.stdout, child.stderr])
    output.on('data', (chunk) => {
      said += chunk
    })
  const ended = once(child, 'exit').then(() => undefined)
  const stop = async () => {
    child.kill('SIGKILL')
    await ended
    running.delete(child)
  }
  running.add(child)
  return { said: () => said.trim().slice(-600), ended, stop }
}

function answers(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => {
      resolve(true)
      socket.destroy()
    })
    socket.once('error', () => resolve(false))
  })
}

/** Fetches the binaries that are not there. */
export function fetchRuntimes(names, say) {
  for (const name of names) {
    const binary = runtimeBinary(name, say)
    execFileSync(binary, ['--version'], { stdio: 'ignore' })
  }
}
