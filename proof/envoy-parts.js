// The parts of an Envoy's bootstrap that all proofs share.

/** Istio's circuit breakers are open. */
const OPEN = 4_294_967_295

export const address = (port) => ({ socket_address: { address: '127.0.0.1', port_value: port } })

/** One listener with one route. `manager` and `host` are what differs in the connection manager and the virtual host. */
export function listener(name, port, route, { manager = {}, host = {} } = {}) {
  return {
    name,
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
              stat_prefix: name,
              stream_idle_timeout: '0s',
              ...manager,
              http_filters: [
                {
                  name: 'envoy.filters.http.router',
                  typed_config: { '@type': 'type.googleapis.com/envoy.extensions.filters.http.router.v3.Router' },
                },
              ],
              route_config: {
                virtual_hosts: [{ name, domains: ['*'], ...host, routes: [{ match: { prefix: '/' }, route }] }],
              },
            },
          },
        ],
      },
    ],
  }
}

/** @param most how many at once */
export function circuitBreakers(most = OPEN) {
  return { thresholds: [{ max_connections: most, max_pending_requests: most, max_requests: most, max_retries: most }] }
}
