// Where an Envoy connects to.

const type = 'type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions'
const unlimited = 4_294_967_295

/**
 * @param discovery how its addresses are found: one of the two below
 * @param idle after which an unused connection is closed
 */
export function cluster(name, discovery, { idle = '3600s' } = {}) {
  return {
    name,
    connect_timeout: '10s', // istio: mesh config's connectTimeout
    ...discovery,
    // istio: pilot/pkg/networking/core/cluster_traffic_policy.go, getDefaultCircuitBreakerThresholds. Envoy's own default
    // of 3 retries at a time would answer most of the fault table's retries with "overflow".
    circuit_breakers: {
      thresholds: [
        {
          max_connections: unlimited,
          max_pending_requests: unlimited,
          max_requests: unlimited,
          max_retries: unlimited,
        },
      ],
    },
    typed_extension_protocol_options: {
      'envoy.extensions.upstreams.http.v3.HttpProtocolOptions': {
        '@type': type,
        common_http_protocol_options: { idle_timeout: idle },
        use_downstream_protocol_config: { http_protocol_options: {} },
      },
    },
  }
}

/** One address. Istio sends it as EDS; for one pod per service that makes no difference. */
export function staticEndpoint(address, port) {
  const endpoint = { address: { socket_address: { address, port_value: port } } }
  return { type: 'STATIC', load_assignment: { cluster_name: address, endpoints: [{ lb_endpoints: [{ endpoint }] }] } }
}

/** Wherever the connection was going before iptables led it here. */
export const originalDestination = { type: 'ORIGINAL_DST', lb_policy: 'CLUSTER_PROVIDED' }
