// The tracers that Envoy can report with here. All send to the collector, under different paths.

const type = 'type.googleapis.com/envoy.config.trace.v3.'

/**
 * Often and in big parts: the demo waits for the last spans. The defaults are 5 s and 5 spans.
 * @param {string} tracer
 */
const flush = (tracer) => ({ [`tracing.${tracer}.flush_interval_ms`]: 250, [`tracing.${tracer}.min_flush_spans`]: 200 })

/**
 * Envoy's Zipkin tracer: reads and writes B3 headers, and reports JSON.
 * @param {number} port
 * @param {object} [more]
 */
function zipkin(port, more = {}) {
  return {
    port,
    runtime: flush('zipkin'),
    provider: () => ({
      name: 'envoy.tracers.zipkin',
      typed_config: {
        '@type': `${type}ZipkinConfig`,
        collector_cluster: 'collector',
        collector_endpoint: '/api/v2/spans',
        collector_endpoint_version: 'HTTP_JSON',
        trace_id_128bit: true, // 64 bits are the default; Istio sets this, too
        shared_span_context: false, // else caller and callee report under one span id, which hides a missing half
        ...more,
      },
    }),
  }
}

/**
 * The same, writing `traceparent` too and reading it where there is no B3 (Envoy 1.36, Istio 1.28).
 * @param {number} port
 */
const zipkinW3c = (port) => zipkin(port, { trace_context_option: 'USE_B3_WITH_W3C_PROPAGATION' })

/**
 * Envoy's OpenTelemetry tracer: reads and writes traceparent, and reports OTLP, protobuf over HTTP.
 * @param {number} port
 */
function otel(port) {
  return {
    port,
    runtime: flush('opentelemetry'),
    provider: (/** @type {string} */ name) => ({
      name: 'envoy.tracers.opentelemetry',
      typed_config: {
        '@type': `${type}OpenTelemetryConfig`,
        service_name: name,
        http_service: {
          http_uri: { uri: `http://127.0.0.1:${port}/v1/traces`, cluster: 'collector', timeout: '10s' },
        },
      },
    }),
  }
}

/** @type {Record<string, (port: number) => import('./envoy-config.js').Tracing>} */
export const tracers = { zipkin, 'zipkin+w3c': zipkinW3c, otel }
