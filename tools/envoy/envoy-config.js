// Envoy's bootstrap for a sidecar and for the ingress gateway: the listeners and clusters of a mesh, on loopback.
import { hcm } from './envoy-http.js'

/** A sidecar: one way in, to its app, and one way out per service that the app calls. */
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

/** The ingress gateway: where a request gets its x-request-id and where its trace starts. */
export function gatewayConfig({ name, port, admin, to }, front, tracing) {
  const traced = { tracing: tracing.provider(name), edge: true }
  return bootstrap(name, admin, tracing, {
    listeners: [listener('ingress', port, hcm({ ...traced, direction: 'OUTBOUND', cluster: front, callee: front }))],
    clusters: [cluster(front, to)],
  })
}

function bootstrap(name, admin, tracing, { listeners, clusters }) {
  return {
    node: { id: name, cluster: name }, // Zipkin spans carry the cluster as their service name
    admin: { address: address(admin) },
    layered_runtime: { layers: [{ name: 'demo', static_layer: tracing.runtime }] },
    static_resources: { listeners, clusters: [...clusters, cluster('collector', tracing.port)] },
  }
}

function listener(name, port, http) {
  return {
    name,
    address: address(port),
    traffic_direction: name.endsWith(' in') ? 'INBOUND' : 'OUTBOUND', // makes a span SERVER or CLIENT
    enable_reuse_port: false, // the default would let the Envoy of another run share the port in silence
    filter_chains: [{ filters: [http] }],
  }
}

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

function address(port) {
  return { socket_address: { address: '127.0.0.1', port_value: port } }
}
