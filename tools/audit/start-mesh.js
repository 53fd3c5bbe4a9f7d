// Starts the mesh of plan.js: services in three languages, a sidecar for each, and the gateway.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { gatewayConfig, sidecarConfig } from '../envoy/envoy-config.js'
import { tracers } from '../envoy/tracers.js'
import { Unprepared } from '../shared/errors.js'
import { start } from '../shared/processes.js'
import { asIstio } from './configs.js'
import { plan } from './plan.js'
import { commandOf, environmentOf, goProgram } from './programs.js'

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

function environment({ name, app, outbound }, tracer) {
  const calls = Object.entries(outbound).map(([callee, { port }]) => [callee, `http://127.0.0.1:${port}`])
  return { PORT: String(app), ...environmentOf(name, Object.fromEntries(calls), tracer) }
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
