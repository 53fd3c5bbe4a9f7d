// What runs in the pods: the shop's services, Envoys and small helpers. Each is ready when its function returns.
import { existsSync, readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import http from 'node:http'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Unprepared } from '../shared/errors.js'
import { start } from '../shared/processes.js'
import { appPort } from './addresses.js'
import { sidecarUser } from './iptables.js'

const shop = fileURLToPath(new URL('../../examples/shop', import.meta.url))
/** The path of a script of this folder. */
export const scriptOf = (name) => fileURLToPath(new URL(`${name}.js`, import.meta.url))

/**
 * A service, as its container would start it: it listens everywhere and calls its peers by their names.
 * @param container `command`, `env` and `port`, where somebody else says what they are; `commandIn` an environment, where it is not Node.js
 */
export async function startApp(pod, { folder, env, container = usualContainer(pod.name) }) {
  const started = container.commandIn?.(env) ?? onThisNode(container.command)
  const [command, args] = pod.command('env', [`--chdir=${shop}`, ...started])
  const log = join(folder, `${pod.name}.log`)
  const program = start(pod.name, command, args, { log, env: { ...container.env, ...env } })
  // A service in Go that listens everywhere has a socket of both families, which stands under tcp6 alone.
  await ready(program, () => ['tcp', 'tcp6'].some((family) => isListening(program.pid, family, container.port)))
  return program
}

/** @param {readonly string[]} command */
const onThisNode = ([file, ...args]) => [file === 'node' ? process.execPath : file, ...args]

/** What runs in a service's container unless somebody else says so. */
export function usualContainer(name, env = {}) {
  return { command: ['node', `services/${name}.js`], env: { HOST: '0.0.0.0', ...env }, port: appPort }
}

/**
 * An Envoy under a user of its own, whose traffic the pod's iptables rules leave alone.
 * @param options `user` another one; `name` where a pod has two
 */
export async function startEnvoy(pod, config, { folder, admin, user = sidecarUser, name = pod.name }) {
  const file = join(folder, `${name}-envoy.json`)
  await writeFile(file, JSON.stringify(config, undefined, 2), { mode: 0o644 })
  const own = ['-c', file, '--concurrency', '1', '--disable-hot-restart', '--log-level', 'warning']
  own.push('--file-flush-interval-msec', '1000') // of access logs: as Istio's agent has it, Envoy's own is 10 s
  const [command, args] = pod.command('/mnt/envoy', own, user)
  const program = start(`${name}-envoy`, command, args, { log: join(folder, `${name}-envoy.log`) })
  await ready(program, async () => (await ask(admin, 'GET', '/ready')).status === 200)
  return program
}

/**
 * A script of this folder that listens on `port` of the pod, or on a unix `socket`.
 * @param {any} pod
 * @param {string} name
 * @param {readonly string[]} args
 * @param {{ folder: string, port?: number, protocol?: string, socket?: string }} place
 */
export async function startHelper(pod, name, args, { folder, port, protocol = 'tcp', socket }) {
  const [command, all] = pod.command(process.execPath, [scriptOf(name), ...args])
  const program = start(name, command, all, {
    log: join(folder, `${pod.name}-${basename(name)}.log`),
  })
  await ready(program, () => (socket ? existsSync(socket) : isListening(program.pid, protocol, port)))
  return program
}

/** A request to an Envoy's admin interface, which listens on a unix socket. */
export function ask(socketPath, method, path) {
  return new Promise((resolve, reject) => {
    const request = http.request({ socketPath, method, path, agent: false, timeout: 10_000 }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (chunk) => {
        text += chunk
      })
      response.on('error', reject) // as when it is cut off
      response.on('end', () => resolve({ status: response.statusCode, text }))
    })
    request.on('timeout', () => request.destroy(new Error(`${path}: no answer from the Envoy for 10 s`)))
    request.on('error', reject).end()
  })
}

/** Looks at the sockets of the network namespace that a process is in. A request would leave spans. */
export function isListening(pid, protocol, port) {
  const wanted = [`:${port.toString(16).toUpperCase().padStart(4, '0')}`, protocol.startsWith('tcp') ? '0A' : '07']
  const rows = readFileSync(`/proc/${pid}/net/${protocol}`, 'utf8').split('\n').slice(1)
  return rows.some((row) => {
    const [, local, , state] = row.trim().split(/\s+/)
    return local?.endsWith(wanted[0]) && state === wanted[1]
  })
}

/** Waits until `condition` holds, or gives up with what the program has said. */
export async function ready(program, condition) {
  const deadline = Date.now() + 60_000
  while (!program.failure() && Date.now() < deadline) {
    const yes = await Promise.resolve()
      .then(condition)
      .catch(() => false)
    if (yes) return
    await sleep(20)
  }
  throw new Unprepared(program.failure() ?? `${program.name}: not ready after 60 s`)
}
