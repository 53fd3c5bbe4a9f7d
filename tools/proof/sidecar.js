// A real Envoy between a load driver and the proofs' apps: the way a request takes from another pod's sidecar to an app,
// with the settings that Istio gives to it.
import { rename, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { remove, temporaryFolder } from '../shared/folders.js'
import { freePorts } from '../shared/ports.js'
import { start } from '../shared/processes.js'
import { configOf, endpointsOf } from './sidecar-config.js'
import { untilReady } from './start-envoy.js'

/** @typedef {{ port: number, admin: number }} Ports */

/**
 * @typedef {object} SidecarOptions
 * @property {readonly number[]} apps ports of the apps behind it
 * @property {object} [retries] a retry policy of Envoy's route
 * @property {boolean} [http2]
 * @property {string} [idle] how long Envoy keeps idle connections to the apps; Istio and Envoy have 1 h
 * @property {Ports} [ports] free ones if not given
 * @property {boolean} [ready] false: does not wait until Envoy is ready
 */

/**
 * Starts Envoy in front of ports of 127.0.0.1; `setApps` changes them as a control plane does, without a restart.
 * @param {import('../envoy/envoy-binary.js').Envoy} envoy
 * @param {SidecarOptions} options
 */
export async function startSidecar(envoy, { apps, retries, http2 = false, idle = '3600s', ports, ready = true }) {
  const folder = await temporaryFolder(join(tmpdir(), 'traceferry-proof-'))
  const { port, admin } = ports ?? (await portsForSidecar())
  const endpoints = join(folder, 'endpoints.json')
  await writeFile(endpoints, endpointsOf(apps))
  const config = join(folder, 'envoy.json')
  await writeFile(config, JSON.stringify(configOf({ port, admin, endpoints, retries, http2, idle })))
  const args = [...envoy.args, '-c', config, '--use-dynamic-base-id', '--concurrency', '2', '--log-level', 'warn']
  const program = start('envoy', envoy.command, args, { log: join(folder, 'envoy.log') })
  if (ready) await untilReady(program, 'Envoy', admin)
  return {
    url: `http://127.0.0.1:${port}`,
    admin: `http://127.0.0.1:${admin}`,
    ready: () => untilReady(program, 'Envoy', admin),
    ended: program.ended,
    /** Envoy looks for a moved file, not for a written one. */
    async setApps(some) {
      await writeFile(`${endpoints}.new`, endpointsOf(some))
      await rename(`${endpoints}.new`, endpoints)
    },
    async stop() {
      await program.stop()
      remove(folder)
    },
  }
}

/** @returns {Promise<Ports>} */
export async function portsForSidecar() {
  const [port = 0, admin = 0] = await freePorts(2)
  return { port, admin }
}
