// What Consul is told: the shop's services and their sidecars, who may call whom, and that all of it goes transparently.
// Everything is in the agent's own file, so that it is there from its first moment on.
import { front, services } from '../../demo/topology.js'
import { appPort, bridgeAddress, gatewayAddress, places, telemetryAddress } from '../addresses.js'
import { cluster, staticEndpoint } from '../envoy/cluster.js'
import { tracers, zipkin } from '../envoy/tracing.js'

/** Where Consul is in a pod. */
export const program = '/mnt/consul'

const httpPort = 8500
const grpcPort = 8502
export const dnsPort = 8600
export const agentUrl = `http://${bridgeAddress}:${httpPort}`
export const grpcUrl = `http://${bridgeAddress}:${grpcPort}`
export const inboundPort = 20000 // of a sidecar; where it takes what its app sends is Consul's default, 15001

/**
 * What an Envoy is told of tracing: envoy/tracing.js.
 * @typedef {{ port: number, sampling: number, provider: { name: string, typed_config: Record<string, unknown> } }} Tracing
 */

/**
 * @typedef {object} Service a service, or its sidecar
 * @property {string} [kind]
 * @property {string} id
 * @property {string} name
 * @property {string} address
 * @property {number} port
 * @property {{ virtual: { address: string, port: number } }} [tagged_addresses]
 * @property {{ mode: string, destination_service_name: string, config: { envoy_tracing_json: string } }} [proxy]
 */

/**
 * @typedef {object} ConfigEntry
 * @property {string} kind
 * @property {string} name
 * @property {string} [mode]
 * @property {Record<string, string>} [config]
 * @property {{ enabled: boolean }} [access_logs]
 * @property {{ name: string, action: string }[]} [sources]
 */

/**
 * Calls between services. The gateway is a service with a sidecar, too: it takes part in mutual TLS through that.
 * @type {Record<string, string[]>}
 */
export const calls = { gateway: [front], ...services }

// The tracer of Consul's own example has no trace_id_128bit, so its ids have Envoy's 64 bits.
const short = { trace_id_128bit: false }
/** @type {Record<string, (name: string, sampling: number) => Tracing>} */
export const consulTracers = {
  ...tracers,
  zipkin: zipkin(short),
  'zipkin+w3c': zipkin({ ...short, trace_context_option: 'USE_B3_WITH_W3C_PROPAGATION' }),
}

/**
 * The name that Consul knows a pod's sidecar by.
 * @param {string} name
 */
export const sidecarOf = (name) => `${name}-sidecar-proxy`

/**
 * The service that a certificate of Consul's is for. Its trust domain is another one in each mesh.
 * @param {string} uri
 */
export const nameIn = (uri) => /^spiffe:\/\/[^/]+\/ns\/default\/dc\/dc1\/svc\/([^/]+)$/.exec(uri)?.[1]

const certificate = 'x-forwarded-client-cert'
const listenerTracing = {
  '@type':
    'type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.Tracing',
}
/** Noted on the spans: whose certificate a call came with. */
const watched = [{ tag: `header:${certificate}`, request_header: { name: certificate } }]
const type = 'type.googleapis.com/envoy.config.cluster.v3.Cluster'

/**
 * @param {(name: string) => Tracing} tracing of an Envoy, by its name
 * @param {boolean} [logs] whether the Envoys print access logs
 * @returns {{ default_intention_policy: string, config_entries: { bootstrap: ConfigEntry[] }, services: Service[], [setting: string]: unknown }} the agent's configuration, to be written as JSON
 */
export function agentConfig(tracing, logs = false) {
  return {
    bind_addr: bridgeAddress,
    client_addr: bridgeAddress,
    ports: { http: httpPort, grpc: grpcPort, grpc_tls: -1, dns: dnsPort },
    recursors: [bridgeAddress], // the cluster's DNS, for all names that do not end in .consul
    ui_config: { enabled: false },
    disable_update_check: true,
    default_intention_policy: 'deny', // a development agent's own is to allow everything
    config_entries: { bootstrap: [proxyDefaults(tracing(''), logs), ...Object.keys(services).map(intentions)] },
    services: Object.keys(calls).flatMap((name) => instance(name, tracing(name))),
  }
}

/** For all proxies. What Envoy is to be told of tracing is JSON in strings here, as Envoy's own configuration has it. */
function proxyDefaults({ port, sampling }, logs) {
  const store = cluster('trace-store', staticEndpoint(telemetryAddress, port))
  // The app's cluster as Consul makes it, but for the idle timeout: a Node server closes an unused connection after 5 s,
  // and a request that meets the closed one gets a 503 (own-sidecars have the same, in envoy/sidecar.js).
  const app = cluster('local_app', staticEndpoint('127.0.0.1', appPort), { idle: '4s' })
  return {
    kind: 'proxy-defaults',
    name: 'global',
    mode: 'transparent',
    ...(logs ? { access_logs: { enabled: true } } : {}), // in Consul's own format, to what the container prints
    config: {
      protocol: 'http', // its default is tcp: bytes, and no spans
      envoy_extra_static_clusters_json: JSON.stringify(store),
      envoy_local_cluster_json: JSON.stringify({ '@type': type, ...app }),
      // Without it Consul's listeners sample 0 %: only what comes with a sampled trace already.
      envoy_listener_tracing_json: JSON.stringify({
        ...listenerTracing,
        random_sampling: { value: sampling },
        custom_tags: watched,
      }),
    },
  }
}

/** Who may call a service. From these Consul also knows to whom a sidecar needs a way: they are its upstreams. */
function intentions(name) {
  const sources = Object.keys(calls).filter((caller) => calls[caller].includes(name))
  return { kind: 'service-intentions', name, sources: sources.map((source) => ({ name: source, action: 'allow' })) }
}

/** A service and its sidecar. Consul on Kubernetes, too, makes the Service's address the sidecar's tagged `virtual` one. */
function instance(name, { provider }) {
  const id = sidecarOf(name)
  const address = places[name]?.pod ?? gatewayAddress
  const virtual = places[name] && { tagged_addresses: { virtual: { address: places[name].service, port: appPort } } }
  return [
    { name, id: name, address, port: appPort },
    {
      kind: 'connect-proxy',
      name: id,
      id,
      address,
      port: inboundPort,
      ...virtual,
      proxy: {
        mode: 'transparent',
        destination_service_name: name,
        destination_service_id: name,
        local_service_address: '127.0.0.1',
        local_service_port: appPort,
        // Here and not for all: the OpenTelemetry tracer is told the service's name.
        config: { envoy_tracing_json: JSON.stringify({ http: provider }) },
      },
    },
  ]
}
