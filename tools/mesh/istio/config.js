// What istiod is told: the mesh's settings, and the shop's services as the files that stand for Kubernetes here.
import { traced } from '../../audit/configs.js'
import { front } from '../../demo/topology.js'
import { appPort, clusterDomain, controlPlane, gatewayPort, namespace, places, telemetryAddress } from '../addresses.js'

export const discoveryPort = 15012
/** By name: istiod's certificate is for it. */
export const discoveryHost = 'istiod.istio-system.svc'
const zipkin = { service: `zipkin.${controlPlane}.svc.${clusterDomain}`, port: 9411 }

/** Tracer to what Istio calls a provider. The collector speaks OTLP over HTTP; gRPC would be Istio's default. */
export const providers = {
  zipkin: { zipkin },
  'zipkin+w3c': { zipkin: { ...zipkin, traceContextOption: 'USE_B3_WITH_W3C_PROPAGATION' } },
  otel: { opentelemetry: { ...zipkin, port: 4318, http: { path: '/v1/traces', timeout: '60s' } } },
}

/** Where an agent's Envoy writes the second access log, in the folder that both run in. */
export const tracedLog = 'traced.jsonl'

/**
 * JSON is YAML, too.
 * @param mtls 'strict' or 'off'
 * @param logs true for access logs: Istio's own format into what the container prints, and one with the headers of the trace
 */
export function meshConfig({ tracer, mtls, logs }) {
  return {
    trustDomain: clusterDomain,
    enableAutoMtls: mtls === 'strict',
    defaultConfig: { discoveryAddress: `${discoveryHost}:${discoveryPort}` },
    ...(logs ? { accessLogFile: '/dev/stdout' } : {}),
    extensionProviders: [
      { name: 'traces', ...providers[tracer] },
      ...(logs ? [{ name: 'traced', envoyFileAccessLog: { path: tracedLog, logFormat: { labels: traced } } }] : []),
    ],
    defaultProviders: { tracing: ['traces'], ...(logs ? { accessLogging: ['envoy', 'traced'] } : {}) },
  }
}

/** File name to object, for istiod's --configDir. */
export function objects({ tracer, sampling, mtls }) {
  const mode = mtls === 'strict' ? 'STRICT' : 'DISABLE'
  const all = [
    telemetry(controlPlane, 'traces', sampling),
    object('security.istio.io/v1', 'PeerAuthentication', controlPlane, 'default', { mtls: { mode } }),
    ...ingress(places[front].fqdn),
    object('networking.istio.io/v1', 'ServiceEntry', controlPlane, 'zipkin', {
      hosts: [zipkin.service],
      location: 'MESH_INTERNAL',
      resolution: 'STATIC',
      ports: [{ number: portOf(tracer), name: 'http', protocol: 'HTTP' }],
      endpoints: [{ address: telemetryAddress }],
    }),
    ...Object.entries(places).flatMap(([name, { pod, service, fqdn }]) => [
      object('networking.istio.io/v1', 'ServiceEntry', namespace, name, {
        hosts: [fqdn],
        addresses: [service],
        location: 'MESH_INTERNAL',
        resolution: 'STATIC',
        ports: [{ number: appPort, name: 'http', protocol: 'HTTP' }],
        workloadSelector: { labels: { app: name } },
      }),
      object('networking.istio.io/v1', 'WorkloadEntry', namespace, name, {
        address: pod,
        labels: { app: name, 'security.istio.io/tlsMode': 'istio' }, // what injection writes on a pod
        serviceAccount: name,
      }),
    ]),
  ]
  return Object.fromEntries(all.map((one) => [`${one.kind}-${one.metadata.name}.yaml`, one]))
}

/** Spans of so many percent of the requests, with the headers on them that this command looks at. */
export function telemetry(ns, provider, sampling) {
  const noted = ['x-forwarded-client-cert', 'x-envoy-attempt-count']
  return object('telemetry.istio.io/v1', 'Telemetry', ns, 'tracing', {
    tracing: [
      {
        providers: [{ name: provider }],
        randomSamplingPercentage: sampling,
        customTags: Object.fromEntries(noted.map((name) => [`header:${name}`, { header: { name } }])),
      },
    ],
  })
}

/** The ingress gateway: what it listens on, and that all of it goes to the first service. */
export function ingress(host) {
  const selector = { istio: 'ingressgateway' }
  return [
    object('networking.istio.io/v1', 'Gateway', controlPlane, 'ingress', {
      selector,
      servers: [{ port: { number: gatewayPort, name: 'http', protocol: 'HTTP' }, hosts: ['*'] }],
    }),
    object('networking.istio.io/v1', 'VirtualService', controlPlane, 'ingress', {
      hosts: ['*'],
      gateways: ['ingress'],
      http: [{ route: [{ destination: { host, port: { number: appPort } } }] }],
    }),
    // Not Istio's: tells the load driver which id its request got.
    object('networking.istio.io/v1alpha3', 'EnvoyFilter', controlPlane, 'request-id-in-response', {
      workloadSelector: { labels: selector },
      configPatches: [
        {
          applyTo: 'NETWORK_FILTER',
          match: {
            context: 'GATEWAY',
            listener: { filterChain: { filter: { name: 'envoy.filters.network.http_connection_manager' } } },
          },
          patch: {
            operation: 'MERGE',
            value: {
              typed_config: {
                '@type':
                  'type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager',
                always_set_request_id_in_response: true,
              },
            },
          },
        },
      ],
    }),
  ]
}

const portOf = (tracer) => Object.values(providers[tracer])[0].port

function object(apiVersion, kind, ns, name, spec) {
  return { apiVersion, kind, metadata: { name, namespace: ns }, spec }
}
