// Envoy's HTTP connection manager, set up as Istio sets it up. "istio:" names the file in istio/istio that says so.

const filter = (name) => ({
  name: `envoy.filters.http.${name}`,
  typed_config: {
    '@type': `type.googleapis.com/envoy.extensions.filters.http.${name}.v3.${name === 'fault' ? 'HTTPFault' : 'Router'}`,
  },
})

// istio: every chain has the fault filter (pilot/pkg/networking/core/listener_builder.go). It does nothing until a
// percentage is set at run time, under fault.http.abort.abort_percent.
const fault = filter('fault')
fault.typed_config.abort = { http_status: 503, percentage: { numerator: 0 } }

/**
 * @param edge true for the ingress gateway, which trusts nothing that comes from outside
 * @param spawn whether a second span is made for the call on
 * @param tracing one of tracing.js
 */
export function hcm(name, { edge = false, spawn = edge, tracing, virtualHosts }) {
  return {
    name: 'envoy.filters.network.http_connection_manager',
    typed_config: {
      '@type': 'type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager',
      stat_prefix: name,
      // istio: listener_builder.go; sidecars false (features.UseRemoteAddress), gateways true. At the edge a client's
      // x-request-id is replaced and most x-envoy-* are taken away; a sidecar keeps the id that came in, and only a
      // request without one gets a new one. That new one is what tears a trace apart when an app does not forward it.
      use_remote_address: edge,
      normalize_path: true, // istio: listener_builder.go, path normalization BASE
      // Not Istio's: tells the load driver which id its request got.
      always_set_request_id_in_response: edge,
      tracing: {
        provider: tracing.provider,
        // istio: tracing.go, configureSampling: only the random share is set from what the user asks for.
        client_sampling: { value: 100 },
        random_sampling: { value: tracing.sampling },
        overall_sampling: { value: 100 },
        // istio: tracing.go, startChildSpan: gateways make a second span for the call on. A sidecar makes one per side:
        // SERVER inbound, CLIENT outbound, and its app between the two must carry the headers across.
        ...(spawn ? { spawn_upstream_span: true } : {}),
        custom_tags: watched.map((header) => ({ tag: `header:${header}`, request_header: { name: header } })),
      },
      http_filters: [fault, filter('router')],
      route_config: { name, virtual_hosts: virtualHosts },
    },
  }
}

/** Headers that the spans note, so that the fault table can tell how far each came. */
const watched = ['x-envoy-attempt-count', 'x-envoy-original-path', 'x-envoy-peer-metadata', 'baggage', 'traceparent']

/**
 * @param operation the span's name
 * @param policy `timeout`, `retry_policy` and other fields, if a user's VirtualService would set them
 */
export function virtualHost(name, { domains, cluster, operation, policy }) {
  return {
    name,
    domains,
    include_request_attempt_count: true, // istio: pilot/pkg/networking/util/proxy_headers.go
    routes: [{ match: { prefix: '/' }, route: { cluster, ...policy }, decorator: { operation } }],
  }
}

/** istio: pilot/pkg/networking/core/route/retry/retry.go, DefaultPolicy; the route's timeout is off. */
export const outboundPolicy = {
  timeout: '0s',
  retry_policy: {
    num_retries: 2,
    retry_on: 'connect-failure,refused-stream,unavailable,cancelled,retriable-status-codes',
    host_selection_retry_max_attempts: 5,
  },
}

/** istio: pilot/pkg/networking/core/route/route.go, the inbound default since 1.24. */
export const inboundPolicy = {
  timeout: '0s',
  max_stream_duration: { max_stream_duration: '0s', grpc_timeout_header_max: '0s' },
  retry_policy: { num_retries: 2, retry_on: 'reset-before-request' },
}
