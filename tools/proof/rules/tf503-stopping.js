// TF503: a process that does not hear SIGTERM, one that has no time for it, and one that is called before it listens.
import { execFileSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePorts } from '../../shared/ports.js'
import { start } from '../../shared/processes.js'
import { startApp } from '../app.js'
import { failures, startLoad } from '../load.js'
import { startSidecar } from '../sidecar.js'
import { call } from './clients.js'
import { containerOf, find } from './manifest.js'
import { inPlace } from './place.js'
import { stopContainer } from './pod.js'

export const stopping = {
  id: 'TF503',
  rows: [
    {
      what: 'a request of 3 s is running when the container’s first process gets SIGTERM',
      about: /through npm/,
      needs: () => namespaces().why,
      measure: (objects) => signalled(containerOf(find(objects, 'Deployment', 'orders')).command),
    },
    {
      what: 'the same with a shell in between, and what is there 3 s after the answer',
      about: /through sh -c/,
      needs: () => namespaces().why,
      change: (text) => text.replace('["npm", "start"]', '["sh", "-c", "node server.js; true"]'),
      measure: (objects) => signalled(containerOf(find(objects, 'Deployment', 'orders')).command),
    },
    {
      what: 'a pod is deleted: its shutdown, in the time that is left',
      about: /is killed after/,
      measure: (objects, { short }) =>
        deleted(find(objects, 'Deployment', 'carts').spec.template.spec, short ? 0.1 : 1),
    },
    {
      what: 'a second pod starts under load, and needs 1.5 s until it listens',
      about: /readiness/,
      measure: (objects, { envoy }) => scaledUp(containerOf(find(objects, 'Deployment', 'orders')), envoy),
    },
  ],
}

/** How to start a program as process 1 of a PID namespace, which is what a container's command is. */
function namespaces() {
  for (const args of [[], ['--user', '--map-root-user']]) {
    const all = [...args, '--pid', '--fork', '--kill-child', '--mount-proc']
    try {
      execFileSync('unshare', [...all, 'true'], { stdio: 'ignore', timeout: 10_000 })
      return { args: all }
    } catch {}
  }
  return { why: 'no PID namespace can be made here (unshare, as root or by user namespaces)' }
}

/** A server that ends when it hears SIGTERM and has answered. */
const server = `
const server = require('node:http').createServer((request, response) => setTimeout(() => response.end('ok'), request.url === '/slow' ? 3000 : 0))
process.on('SIGTERM', () => server.close(() => process.exit()))
server.listen(process.env.PORT, '127.0.0.1')
`

function signalled(command) {
  return inPlace(async (place) => {
    const [port] = await freePorts(1)
    await writeFile(join(place.folder, 'package.json'), JSON.stringify({ scripts: { start: 'node server.js' } }))
    await writeFile(join(place.folder, 'server.js'), server)
    // A shell that replaces itself: it must not be the process that gets the signal.
    const words = ['cd "$0" && exec "$@"', place.folder, ...command]
    const log = join(place.folder, 'container.log')
    const env = { PORT: String(port), PATH: `${join(process.execPath, '..')}:${process.env.PATH}` }
    const program = start('container', 'unshare', [...(namespaces().args ?? []), 'sh', '-c', ...words], { log, env })
    place.later(() => program.stop())
    const url = `http://127.0.0.1:${port}/`
    while ((await call(port, url)).status !== 200) {
      if (program.failure()) throw new Error(program.failure())
      await sleep(50)
    }
    const running = call(port, `${url}slow`)
    await sleep(300)
    process.kill(firstProcess(program.pid), 'SIGTERM')
    const { status, error } = await running
    const ended = await Promise.race([program.ended.then(() => true), sleep(3000, false)])
    const answer = status === 200 ? 'answered' : `lost (${error})`
    return {
      text: `${command.join(' ')}: ${answer}, ${ended ? 'ended' : 'still there, since SIGTERM was not heard'}`,
      works: status === 200 && ended,
      figures: { status: status ?? null, error: error ?? null, ended },
    }
  })
}

/** unshare's only child, as the kubelet's runtime would address it. */
const firstProcess = (pid) =>
  Number(execFileSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' }).trim())

async function deleted(pod, scale) {
  const app = await startApp('server.js', { stop: 'close' })
  const signal = await stopContainer(pod, app, scale)
  const status = await app.ended
  const grace = pod.terminationGracePeriodSeconds
  return {
    text: signal === 'SIGTERM' ? `heard SIGTERM, ended with ${status}` : `killed after ${grace} s, SIGTERM never came`,
    works: signal === 'SIGTERM' && status === 0,
    figures: { signal, status },
  }
}

/** Kubernetes adds a pod to its Services when it is ready: at once, without a probe. */
function scaledUp(container, envoy) {
  return inPlace(async (place) => {
    const first = await startApp('server.js', { stop: 'exit' })
    place.later(() => first.stop())
    const sidecar = await startSidecar(envoy, { apps: [first.port] })
    place.later(() => sidecar.stop())
    const load = startLoad(sidecar.url, { callers: 5, pause: 10 })
    const [port] = await freePorts(1)
    const starting = startApp('server.js', { stop: 'exit', port, late: 1500 })
    place.later(async () => (await starting).stop())
    if (container.readinessProbe) await starting
    await sidecar.setApps([first.port, port])
    await starting
    await sleep(300)
    const counts = await load.stop()
    return { text: failures(counts), works: counts.failed === 0, figures: counts }
  })
}
