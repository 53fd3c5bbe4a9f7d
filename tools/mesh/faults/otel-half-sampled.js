// Since 1.39 Envoy's OpenTelemetry tracer takes its own decision besides the caller's (envoyproxy/envoy, pull request
// 45830), from the x-request-id. A call without that id is decided again at each hop, and half of the traces end there.
const mesh = { tracer: 'otel', sampling: 50 }
const seen = ({ traced, half, requests }) =>
  `${traced} of ${requests} requests sampled, ${half} of their traces lack spans`

export const halfSampled = {
  title: '50 % sampling, OpenTelemetry tracer',
  mesh,
  seen,
  happened: ({ traced, requests, whole }) => traced > 0 && traced < requests && whole === traced,
}

/** The same with traceparent alone: what an app does that copies the W3C headers only. */
export const halfSampledWithoutRequestId = {
  title: 'for comparison: the same, without forwarding x-request-id',
  mesh: { ...mesh, env: { TRACEFERRY_FORMATS: 'w3c' } },
  contrast: true,
  seen,
  happened: ({ half }) => half > 0,
}
