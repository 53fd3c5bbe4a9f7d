// Envoy's bootstrap for the proofs: one way in, one cluster whose endpoints are a file, as Istio would set them.
import { address, circuitBreakers, httpOptions, listener } from './envoy-parts.js'

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

/** The file that Envoy watches for the cluster's endpoints. */
export function endpointsOf(apps) {
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

/** The bootstrap, as `envoy -c` takes it. */
export function configOf({ port, admin, endpoints, retries, http2, idle }) {
  return {
    node: { id: 'proof', cluster: 'proof' },
    admin: { address: address(admin) },
    static_resources: { listeners: [inbound(port, retries)], clusters: [cluster(endpoints, { http2, idle })] },
  }
}

function inbound(port, retries) {
  const route = { cluster: 'app', timeout: '0s', ...(retries ? { retry_policy: retries } : {}) }
  return listener('in', port, route)
}

function cluster(endpoints, { http2, idle }) {
  return {
    name: 'app',
    type: 'EDS',
    connect_timeout: '10s',
    eds_cluster_config: { eds_config: { path_config_source: { path: endpoints }, resource_api_version: 'V3' } },
    circuit_breakers: circuitBreakers(),
    typed_extension_protocol_options: httpOptions({
      common_http_protocol_options: { idle_timeout: idle },
      explicit_http_config: http2 ? { http2_protocol_options: {} } : { http_protocol_options: {} },
    }),
  }
}
