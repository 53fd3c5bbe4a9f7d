// Starts the mesh of plan.js: services in three languages, a sidecar for each, and the gateway.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { gatewayConfig, sidecarConfig } from '../envoy/envoy-config.js'
import { tracers } from '../envoy/tracers.js'
import { cached } from '../shared/cache.js'
import { Unprepared } from '../shared/errors.js'
import { run, start } from '../shared/processes.js'
import { asIstio } from './configs.js'
import { plan, services } from './plan.js'

const path = (name) => fileURLToPath(new URL(name, import.meta.url))
const line = new URL('../../packages/register/dist/index.js', import.meta.url).href

/**
 * @param options `envoy` of envoy-binary.js, the name of the `tracer`, the `port` of what takes in spans, the `folder` for logs
 * @returns `url` of the gateway, `stop()`
 */
export async function startMesh({ envoy, tracer, port, folder }) {
  const { gateway, sidecars } = await plan()
  const go = await goProgram()
  for (const name of ['logs', 'traced', 'programs']) await mkdir(join(folder, name), { recursive: true })
  const programs = []
  const stop = () => Promise.all(programs.map((program) => program.stop()))
  const open = async (name, url, command, args, env) => {
    const program = start(name, command, args, { log: join(folder, 'programs', `${name}.txt`), env })
    programs.push(program)
    await ready(program, url)
  }
  const openEnvoy = async ({ name, admin }, config) => {
    const file = join(folder, 'programs', `${name}.json`)
    await writeFile(file, JSON.stringify(asIstio(config, name, folder), undefined, 2))
    const settings = ['--concurrency', '1', '--disable-hot-restart', '--log-level', 'warning']
    const args = [...envoy.args, '-c', file, ...settings, '--file-flush-interval-msec', '200']
    await open(`${name}-envoy`, `http://127.0.0.1:${admin}/ready`, envoy.command, args)
  }
  try {
    for (const sidecar of sidecars) {
      const [command, args] = commandOf(sidecar.name, go)
      const env = environment(sidecar, tracer)
      const own = sidecar.name === 'other' ? (tracer === 'otel' ? 'zipkin' : 'otel') : tracer
      await Promise.all([
        open(sidecar.name, `http://127.0.0.1:${sidecar.app}/healthz`, command, args, env),
        openEnvoy(sidecar, sidecarConfig(sidecar, tracers[own](port))),
      ])
    }
    await openEnvoy(gateway, gatewayConfig(gateway, 'front', tracers[tracer](port)))
  } catch (error) {
    await stop()
    throw error
  }
  return { url: `http://127.0.0.1:${gateway.port}`, stop }
}

function commandOf(name, go) {
  const { program, line: hasLine } = services[name]
  if (program === 'python') return ['python3', [path('services/service.py')]]
  if (program === 'go') return [go, []]
  return [process.execPath, [...(hasLine ? ['--import', line] : []), path(`services/${program}.js`)]]
}

function environment({ name, app, outbound }, tracer) {
  const calls = Object.entries(outbound).map(([callee, { port }]) => `${callee}=http://127.0.0.1:${port}`)
  return { PORT: String(app), FAULT: services[name].fault, CALLS: calls.join(','), TRACER: tracer }
}

/** Built once: the compiler takes longer than the mesh. */
async function goProgram() {
  const folder = await cached('audit-service-1', async (partial) => {
    await run('go', ['build', '-o', join(partial, 'service'), path('services/service.go')])
  }).catch((error) => {
    throw new Unprepared(`Could not build the service in Go: ${error.message}`)
  })
  return join(folder, 'service')
}

async function ready(program, url) {
  const deadline = Date.now() + 60_000
  while (!program.failure() && Date.now() < deadline) {
    const answer = await fetch(url, { signal: AbortSignal.timeout(2000) }).catch(() => undefined)
    if (answer?.ok) return
    await sleep(50)
  }
  throw new Unprepared(program.failure() ?? `${program.name}: not ready after 60 s`)
}
