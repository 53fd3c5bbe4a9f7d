// What Istio makes of its resources in Envoy's configuration, as far as the rules need it. Written from the behavior of
// istio/istio: pkg/config/kube/conversion.go, pilot/pkg/networking/core (route, cluster traffic policy, listener).
import { circuitBreakers } from '../envoy-parts.js'
import { istioRetries } from '../sidecar-config.js'
import { ms } from './manifest.js'

const seconds = (duration, scale = 1) => `${(ms(duration) * scale) / 1000}s`

/**
 * The routes of a VirtualService, each to the cluster of the same name as its destination.
 * @param scale makes its times shorter
 */
export function routesOf(virtualService, scale = 1) {
  return virtualService.spec.http.flatMap((entry) =>
    (entry.match ?? [{}]).map((match) => ({ match: matchOf(match), route: routeOf(entry, scale) })),
  )
}

function matchOf({ method, uri }) {
  return {
    ...(uri?.exact ? { path: uri.exact } : { prefix: uri?.prefix ?? '/' }),
    ...(method ? { headers: [{ name: ':method', string_match: { exact: method.exact } }] } : {}),
  }
}

function routeOf({ route, timeout, retries }, scale) {
  return {
    cluster: route[0].destination.host,
    timeout: seconds(timeout ?? '0s', scale),
    retry_policy: retries ? retryPolicy(retries, scale) : istioRetries.outbound,
  }
}

function retryPolicy({ attempts, perTryTimeout, retryOn }, scale) {
  return {
    num_retries: attempts,
    retry_on: retryOn ?? istioRetries.outbound.retry_on,
    ...(perTryTimeout ? { per_try_timeout: seconds(perTryTimeout, scale) } : {}),
  }
}

/** The parts of a cluster that a DestinationRule's connectionPool sets; without one everything is open. */
export function poolOf(destinationRule, scale = 1) {
  const { http = {}, tcp = {} } = destinationRule?.spec.trafficPolicy.connectionPool ?? {}
  const breakers = circuitBreakers()
  const set = (name, value) => value !== undefined && Object.assign(breakers.thresholds[0], { [name]: value })
  set('max_requests', http.http2MaxRequests)
  set('max_pending_requests', http.http1MaxPendingRequests)
  set('max_retries', http.maxRetries)
  set('max_connections', tcp.maxConnections)
  const common = {
    idle_timeout: seconds(http.idleTimeout ?? '1h', scale),
    ...(http.maxRequestsPerConnection ? { max_requests_per_connection: http.maxRequestsPerConnection } : {}),
  }
  return { circuit_breakers: breakers, options: { common_http_protocol_options: common } }
}

/** Which protocol a Service port has: appProtocol goes before the name, and what neither tells is looked at. */
export function protocolOf({ appProtocol, name = '', port }) {
  if (appProtocol !== undefined) return protocols[appProtocol.toLowerCase()] ?? 'sniff'
  const [prefix] = Object.keys(protocols)
    .filter((one) => name === one || name.startsWith(`${one}-`))
    .sort((a, b) => b.length - a.length)
  if (prefix !== undefined) return protocols[prefix]
  return [25, 53, 3306, 27017].includes(port) ? 'tcp' : 'sniff'
}

const protocols = {
  http: 'http',
  http2: 'http2',
  grpc: 'http2',
  'grpc-web': 'http2',
  'kubernetes.io/h2c': 'http2',
  'kubernetes.io/ws': 'http',
  tcp: 'tcp',
  mysql: 'tcp',
  mongo: 'tcp',
  redis: 'tcp',
  https: 'tcp',
  tls: 'tcp',
}
