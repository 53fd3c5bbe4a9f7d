// One real Envoy as a sidecar: a listener in, in front of the app, and a listener out, in front of the upstream.
import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { sidecarConfig } from '../envoy/envoy-config.js'
import { remove, temporaryFolder } from '../shared/folders.js'
import { freePorts } from '../shared/ports.js'
import { start } from '../shared/processes.js'

/** @returns `inbound` and `outbound`: its ports, `close()` */
export async function startSidecar({ envoy, tracing, app, upstream }, attempts = 3) {
  const [inbound, outbound, admin] = await freePorts(3)
  const folder = await temporaryFolder(join(tmpdir(), 'traceferry-envoy-'))
  const file = join(folder, 'envoy.json')
  const ports = { name: 'app', app, inbound, admin, outbound: { upstream: { port: outbound, to: upstream } } }
  await writeFile(file, JSON.stringify(sidecarConfig(ports, tracing)))
  const args = [...envoy.args, '-c', file, '--concurrency', '1', '--disable-hot-restart', '--log-level', 'warning']
  const program = start(`Envoy ${envoy.version}`, envoy.command, args, { log: join(folder, 'log') })
  const close = async () => {
    await program.stop()
    remove(folder)
  }
  try {
    await ready(program, admin)
    return { inbound, outbound, close }
  } catch (error) {
    await close()
    // A port can be lost between the moment it was found free and the moment Envoy listens on it.
    if (attempts === 1 || !/Address already in use/.test(error.message)) throw error
    return startSidecar({ envoy, tracing, app, upstream }, attempts - 1)
  }
}

async function ready(program, admin) {
  const deadline = Date.now() + 60_000
  while (!program.failure() && Date.now() < deadline) {
    const answer = await fetch(`http://127.0.0.1:${admin}/ready`, { signal: AbortSignal.timeout(2000) }).catch(() => {})
    if (answer?.ok) return
    await sleep(20)
  }
  throw new Error(program.failure() ?? `${program.name}: not ready after 60 s`)
}
