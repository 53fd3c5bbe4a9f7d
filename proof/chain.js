// Services in a row, each with an Envoy of its own: what it calls goes out through its Envoy, and comes in through the
// next one's. The routes are Istio's (istio/istio pilot/pkg/networking/core/route, route.go).
import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { remove, temporaryFolder } from '../examples/mesh/folders.js'
import { freePorts } from '../examples/mesh/ports.js'
import { start } from '../examples/mesh/processes.js'
import { startApp } from './app.js'
import { address, circuitBreakers, listener } from './envoy-parts.js'

/** Istio's inbound route: no timeout, but `grpc-timeout` counts, whatever the content type. */
const inbound = { timeout: '0s', max_stream_duration: { max_stream_duration: '0s', grpc_timeout_header_max: '0s' } }
/** Istio's outbound route: no timeout at all. */
const outbound = { timeout: '0s', max_grpc_timeout: '0s' }

/**
 * Starts `hops` services; the last one calls nobody.
 * @param settings of all apps (proof/apps/chain.js), or a function of the hop
 * @param out what differs in the outbound routes: `retry_policy`, `timeout`; `most` is how many calls they let through at once
 * @returns `url` of the first service's Envoy, `apps`, `stop()`
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
          clusters.push(cluster('next', ins[hop + 1], most))
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

async function startEnvoy(envoy, folder, name, admin, resources) {
  const file = join(folder, `${name}.json`)
  const config = { node: { id: name, cluster: name }, admin: { address: address(admin) }, static_resources: resources }
  await writeFile(file, JSON.stringify(config))
  const args = [...envoy.args, '-c', file, '--use-dynamic-base-id', '--concurrency', '1', '--log-level', 'error']
  const program = start(name, envoy.command, args, { log: join(folder, `${name}.log`) })
  for (let i = 0; i < 300; i++) {
    if (program.failure()) throw new Error(program.failure())
    const answer = await fetch(`http://127.0.0.1:${admin}/ready`).catch(() => undefined)
    if (answer?.status === 200) return program
    await sleep(50)
  }
  await program.stop()
  throw new Error(`${name}'s Envoy was not ready after 15 s`)
}

const asIstio = {
  manager: { use_remote_address: false, server_name: 'istio-envoy' },
  host: { include_request_attempt_count: true },
}

function cluster(name, port, most) {
  return {
    name,
    type: 'STATIC',
    connect_timeout: '10s',
    circuit_breakers: circuitBreakers(most),
    load_assignment: {
      cluster_name: name,
      endpoints: [{ lb_endpoints: [{ endpoint: { address: address(port) } }] }],
    },
  }
}
