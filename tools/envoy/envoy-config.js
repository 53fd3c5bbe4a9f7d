// Envoy's bootstrap for a sidecar and for the ingress gateway: the listeners and clusters of a mesh, on loopback.
import { hcm } from './envoy-http.js'

/**
 * A tracer of tracers.js with the collector's port; `tags` and `sampling` are those of the connection manager.
 * @typedef {object} Tracing
 * @property {number} port
 * @property {Record<string, number>} runtime
 * @property {(name: string) => object} provider
 * @property {Record<string, string>} [tags]
 * @property {number} [sampling]
 */

/**
 * A sidecar: one way in, to its app, and one way out per service that the app calls.
 * @param {{ name: string, app: number, inbound: number, admin: number, outbound: Record<string, { port: number, to: number }> }} ports
 * @param {Tracing} tracing
 */
export function sidecarConfig({ name, app, inbound, admin, outbound }, tracing) {
  const { tags, sampling } = tracing
  const traced = { tracing: tracing.provider(name), tags, sampling, edge: false }
  const out = Object.entries(outbound)
  return bootstrap(name, admin, tracing, {
    listeners: [
      listener(`${name} in`, inbound, hcm({ ...traced, direction: 'INBOUND', cluster: 'app', callee: name })),
      ...out.map(([callee, { port }]) =>
        listener(`${callee} out`, port, hcm({ ...traced, direction: 'OUTBOUND', cluster: callee, callee })),
      ),
    ],
    clusters: [cluster('app', app, { idle: '4s' }), ...out.map(([callee, { to }]) => cluster(callee, to))],
  })
}

/**
 * The ingress gateway: where a request gets its x-request-id and where its trace starts.
 * @param {{ name: string, port: number, admin: number, to: number }} ports
 * @param {string} front
 * @param {Tracing} tracing
 */
export function gatewayConfig({ name, port, admin, to }, front, tracing) {
  const traced = { tracing: tracing.provider(name), edge: true }
  return bootstrap(name, admin, tracing, {
    listeners: [listener('ingress', port, hcm({ ...traced, direction: 'OUTBOUND', cluster: front, callee: front }))],
    clusters: [cluster(front, to)],
  })
}
/**
 * @param {string} name
 * @param {number} admin
 * @param {Tracing} tracing
 * @param {{ listeners: object[], clusters: object[] }} resources
 */

function bootstrap(name, admin, tracing, { listeners, clusters }) {
  return {
    node: { id: name, cluster: name }, // Zipkin spans carry the cluster as their service name
    admin: { address: address(admin) },
    layered_runtime: { layers: [{ name: 'demo', static_layer: tracing.runtime }] },
    static_resources: { listeners, clusters: [...clusters, cluster('collector', tracing.port)] },
  }
}
/**
 * @param {string} name
 * @param {number} port
 * @param {object} http
 */

function listener(name, port, http) {
  return {
    name,
    address: address(port),
    traffic_direction: name.endsWith(' in') ? 'INBOUND' : 'OUTBOUND', // makes a span SERVER or CLIENT
    enable_reuse_port: false, // the default would let the Envoy of another run share the port in silence
    filter_chains: [{ filters: [http] }],
  }
}
/**
 * @param {string} name
 * @param {number} port
 * @param {{ idle?: string }} [more]
 */

function cluster(name, port, { idle = '3600s' } = {}) {
  return {
    name,
    type: 'STATIC',
    connect_timeout: '5s',
    load_assignment: {
      cluster_name: name,
      endpoints: [{ lb_endpoints: [{ endpoint: { address: address(port) } }] }],
    },
    // Node closes an idle connection after 5 s; Envoy must let go of it first, or a request meets a closed one.
    typed_extension_protocol_options: {
      'envoy.extensions.upstreams.http.v3.HttpProtocolOptions': {
        '@type': 'type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions',
        common_http_protocol_options: { idle_timeout: idle },
        explicit_http_config: { http_protocol_options: {} },
      },
    },
  }
}
/** @param {number} port */

function address(port) {
  return { socket_address: { address: '127.0.0.1', port_value: port } }
}
