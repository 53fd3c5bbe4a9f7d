// The three tracers that a mesh reports with. Each is `(name of the Envoy, sampling in percent) => tracing`.
import { telemetryAddress } from '../addresses.js'

const type = 'type.googleapis.com/envoy.config.trace.v3.'

export const tracers = {
  /** B3 headers. */
  zipkin: zipkin(),
  /** B3 headers and traceparent. istio: the provider's traceContextOption USE_B3_WITH_W3C_PROPAGATION. */
  'zipkin+w3c': zipkin({ trace_context_option: 'USE_B3_WITH_W3C_PROPAGATION' }),
  /** traceparent, reported in OTLP. istio: tracing.go, otelConfig. */
  otel,
}

export function zipkin(more = {}) {
  return (_name, sampling) => ({
    sampling,
    port: 9411,
    runtime: flush('zipkin'),
    provider: {
      name: 'envoy.tracers.zipkin',
      typed_config: {
        '@type': `${type}ZipkinConfig`,
        collector_cluster: 'trace-store',
        collector_endpoint: '/api/v2/spans',
        collector_endpoint_version: 'HTTP_JSON',
        trace_id_128bit: true, // istio: tracing.go, zipkinConfig; Envoy's default is 64 bits
        shared_span_context: false, // istio: the same place; caller and callee each report a span of their own
        ...more,
      },
    },
  })
}

function otel(name, sampling) {
  const uri = `http://${telemetryAddress}:4318/v1/traces`
  return {
    sampling,
    port: 4318,
    runtime: flush('opentelemetry'),
    provider: {
      name: 'envoy.tracers.opentelemetry',
      typed_config: {
        '@type': `${type}OpenTelemetryConfig`,
        service_name: name,
        http_service: { http_uri: { uri, cluster: 'trace-store', timeout: '60s' } },
      },
    },
  }
}

/**
 * Often and in big parts, since this command waits for the last spans, and with patience: a report that takes longer is
 * dropped, and on a machine with more to do than it can, 5 s are not long. Envoy's defaults are 5 s, 5 spans, 5 s.
 */
function flush(tracer) {
  return {
    [`tracing.${tracer}.flush_interval_ms`]: 250,
    [`tracing.${tracer}.min_flush_spans`]: 200,
    [`tracing.${tracer}.request_timeout`]: 60_000,
  }
}
