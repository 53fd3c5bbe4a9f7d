// The parts of an Envoy's bootstrap that all proofs share.

/** Istio's circuit breakers are open. */
const OPEN = 4_294_967_295
const type = 'type.googleapis.com/envoy.extensions.'

export const address = (port) => ({ socket_address: { address: '127.0.0.1', port_value: port } })

/** One listener with one route. `more` is what differs in the connection manager and the virtual host. */
export function listener(name, port, route, more) {
  return chains(name, port, [{ filters: [http(name, [{ match: { prefix: '/' }, route }], more)] }])
}

/** A listener with filter chains of its own. */
export function chains(name, port, filter_chains, more = {}) {
  return { name, address: address(port), enable_reuse_port: false, filter_chains, ...more }
}

/** Reads HTTP: routes, retries, spans. */
export function http(name, routes, { manager = {}, host = {}, config = {} } = {}) {
  return {
    name: 'envoy.filters.network.http_connection_manager',
    typed_config: {
      '@type': `${type}filters.network.http_connection_manager.v3.HttpConnectionManager`,
      stat_prefix: name,
      stream_idle_timeout: '0s',
      ...manager,
      http_filters: [
        {
          name: 'envoy.filters.http.router',
          typed_config: { '@type': `${type}filters.http.router.v3.Router` },
        },
      ],
      route_config: { ...config, virtual_hosts: [{ name, domains: ['*'], ...host, routes }] },
    },
  }
}

/** Carries bytes. */
export function tcp(name, cluster, more = {}) {
  return {
    name: 'envoy.filters.network.tcp_proxy',
    typed_config: { '@type': `${type}filters.network.tcp_proxy.v3.TcpProxy`, stat_prefix: name, cluster, ...more },
  }
}

/**
 * A cluster of ports of 127.0.0.1. `options` are those of its HTTP: `common_http_protocol_options`, ...
 * @param {string} name
 * @param {number | number[]} ports
 * @param {Record<string, any>} [more]
 */
export function cluster(name, ports, { options, ...more } = {}) {
  const endpoints = [ports].flat().map((port) => ({ endpoint: { address: address(port) } }))
  return {
    name,
    type: 'STATIC',
    connect_timeout: '10s',
    circuit_breakers: circuitBreakers(),
    ...more,
    ...(options ? { typed_extension_protocol_options: httpOptions(options) } : {}),
    load_assignment: { cluster_name: name, endpoints: [{ lb_endpoints: endpoints }] },
  }
}

export function httpOptions(options) {
  const name = 'envoy.extensions.upstreams.http.v3.HttpProtocolOptions'
  const protocol = { explicit_http_config: { http_protocol_options: {} } }
  return { [name]: { '@type': `type.googleapis.com/${name}`, ...protocol, ...options } }
}

/** @param most how many at once */
export function circuitBreakers(most = OPEN) {
  return { thresholds: [{ max_connections: most, max_pending_requests: most, max_requests: most, max_retries: most }] }
}
