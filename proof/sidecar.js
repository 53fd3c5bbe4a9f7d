// A real Envoy between a load driver and the proofs' apps: the way a request takes from another pod's sidecar to an app,
// with the settings that Istio gives to it.
import { rename, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { remove, temporaryFolder } from '../examples/mesh/folders.js'
import { freePorts } from '../examples/mesh/ports.js'
import { start } from '../examples/mesh/processes.js'

/**
 * Istio's default for outbound routes (pilot/pkg/networking/core/route/retry, 1.24 and later) and, since 1.24, for
 * inbound ones.
 */
export const istioRetries = {
  outbound: {
    num_retries: 2,
    retry_on: 'connect-failure,refused-stream,unavailable,cancelled,retriable-status-codes',
    retry_host_predicate: [
      {
        name: 'envoy.retry_host_predicates.previous_hosts',
        typed_config: {
          '@type': 'type.googleapis.com/envoy.extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate',
        },
      },
    ],
    host_selection_retry_max_attempts: 5,
  },
  inbound: { num_retries: 2, retry_on: 'reset-before-request' },
}

/**
 * Starts Envoy in front of ports of 127.0.0.1.
 * @param apps the ports; `setApps` changes them as a control plane does, without a restart
 * @param idle how long Envoy keeps idle connections to the apps; Istio and Envoy have 1 h
 * @param ports `{ port, admin }` to use; free ones if not given
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
  if (ready) await untilReady(program, admin)
  return {
    url: `http://127.0.0.1:${port}`,
    admin: `http://127.0.0.1:${admin}`,
    ready: () => untilReady(program, admin),
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

export async function portsForSidecar() {
  const [port, admin] = await freePorts(2)
  return { port, admin }
}

async function untilReady(program, admin) {
  for (let i = 0; i < 300; i++) {
    if (program.failure()) throw new Error(program.failure())
    const answer = await fetch(`http://127.0.0.1:${admin}/ready`).catch(() => undefined)
    if (answer?.status === 200) return
    await sleep(50)
  }
  throw new Error('Envoy was not ready after 15 s')
}

const address = (port) => ({ socket_address: { address: '127.0.0.1', port_value: port } })

function endpointsOf(apps) {
  return JSON.stringify({
    version_info: String(Date.now()),
    resources: [
      {
        '@type': 'type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment',
        cluster_name: 'app',
        endpoints: [{ lb_endpoints: apps.map((port) => ({ endpoint: { address: address(port) } })) }],
      },
    ],
  })
}

function configOf({ port, admin, endpoints, retries, http2, idle }) {
  return {
    node: { id: 'proof', cluster: 'proof' },
    admin: { address: address(admin) },
    static_resources: { listeners: [listener(port, retries)], clusters: [cluster(endpoints, { http2, idle })] },
  }
}

function listener(port, retries) {
  const route = { cluster: 'app', timeout: '0s', ...(retries ? { retry_policy: retries } : {}) }
  return {
    name: 'in',
    address: address(port),
    enable_reuse_port: false,
    filter_chains: [
      {
        filters: [
          {
            name: 'envoy.filters.network.http_connection_manager',
            typed_config: {
              '@type':
                'type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager',
              stat_prefix: 'in',
              stream_idle_timeout: '0s',
              http_filters: [
                {
                  name: 'envoy.filters.http.router',
                  typed_config: { '@type': 'type.googleapis.com/envoy.extensions.filters.http.router.v3.Router' },
                },
              ],
              route_config: {
                virtual_hosts: [{ name: 'app', domains: ['*'], routes: [{ match: { prefix: '/' }, route }] }],
              },
            },
          },
        ],
      },
    ],
  }
}

function cluster(endpoints, { http2, idle }) {
  const most = 4_294_967_295 // Istio's circuit breakers are open
  return {
    name: 'app',
    type: 'EDS',
    connect_timeout: '10s',
    eds_cluster_config: { eds_config: { path_config_source: { path: endpoints }, resource_api_version: 'V3' } },
    circuit_breakers: {
      thresholds: [{ max_connections: most, max_pending_requests: most, max_requests: most, max_retries: most }],
    },
    typed_extension_protocol_options: {
      'envoy.extensions.upstreams.http.v3.HttpProtocolOptions': {
        '@type': 'type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions',
        common_http_protocol_options: { idle_timeout: idle },
        explicit_http_config: http2 ? { http2_protocol_options: {} } : { http_protocol_options: {} },
      },
    },
  }
}
