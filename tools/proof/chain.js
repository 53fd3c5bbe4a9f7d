// Services in a row, each with an Envoy of its own: what it calls goes out through its Envoy, and comes in through the
// next one's. The routes are Istio's (istio/istio pilot/pkg/networking/core/route, route.go).
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { remove, temporaryFolder } from '../shared/folders.js'
import { freePorts } from '../shared/ports.js'
import { startApp } from './app.js'
import { circuitBreakers, cluster, listener } from './envoy-parts.js'
import { startEnvoy } from './start-envoy.js'

/** Istio's inbound route: no timeout, but `grpc-timeout` counts, whatever the content type. */
const inbound = { timeout: '0s', max_stream_duration: { max_stream_duration: '0s', grpc_timeout_header_max: '0s' } }
/** Istio's outbound route: no timeout at all. */
const outbound = { timeout: '0s', max_grpc_timeout: '0s' }

/**
 * What an app of the chain has told (tools/proof/apps/chain.js).
 * @typedef {{ event: string, hop: number, at: number, told?: string, error?: string, status?: number, n?: string }} Message
 */

/**
 * @typedef {object} Chain
 * @property {string} url the first service's Envoy, on its way in
 * @property {string} out the first service's Envoy, on its way out: what it calls the second one by
 * @property {{ messages: Message[], kill(signal: NodeJS.Signals): void, stop(): Promise<unknown> }[]} apps
 * @property {() => Promise<void>} stop
 */

/**
 * Starts `hops` services; the last one makes no calls.
 * @param {import('../envoy/envoy-binary.js').Envoy} envoy
 * @param {object} options
 * @param {number} options.hops
 * @param {object | ((hop: number) => object)} [options.settings] of all apps (tools/proof/apps/chain.js), or a function of the hop
 * @param {Record<string, any>} [options.out] what differs in the outbound routes: `retry_policy`, `timeout`; `most` is how many
 *   calls they let through at once
 * @returns {Promise<Chain>}
 */
export async function startChain(envoy, { hops, settings = {}, out: { most, ...out } = {} }) {
  const ports = await freePorts(3 * hops)
  const [ins, outs, admins] = [0, 1, 2].map((n) => ports.slice(n * hops, (n + 1) * hops))
  const folder = await temporaryFolder(join(tmpdir(), 'traceferry-chain-'))
  const apps = []
  const programs = []
  const stop = async () => {
    await Promise.all([...apps, ...programs].map((one) => one.stop()))
    remove(folder)
  }
  try {
    for (let hop = 0; hop < hops; hop++) {
      const next = hop + 1 < hops ? `http://127.0.0.1:${outs[hop]}` : undefined
      const own = typeof settings === 'function' ? settings(hop) : settings
      apps.push(await startApp('chain.js', { hop, next, ...own }))
    }
    await Promise.all(
      apps.map(async (app, hop) => {
        const routes = [listener('in', ins[hop], { cluster: 'app', ...inbound }, asIstio)]
        const clusters = [cluster('app', app.port)]
        if (hop + 1 < hops) {
          routes.push(listener('out', outs[hop], { cluster: 'next', ...outbound, ...out }, asIstio))
          clusters.push(cluster('next', ins[hop + 1], { circuit_breakers: circuitBreakers(most) }))
        }
        programs.push(await startEnvoy(envoy, folder, `hop-${hop}`, admins[hop], { listeners: routes, clusters }))
      }),
    )
    return { url: `http://127.0.0.1:${ins[0]}`, out: `http://127.0.0.1:${outs[0]}`, apps, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

const asIstio = {
  manager: { use_remote_address: false, server_name: 'istio-envoy' },
  host: { include_request_attempt_count: true },
}
