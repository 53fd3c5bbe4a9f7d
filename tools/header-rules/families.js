// Which headers belong together, and which of them each tracer of Envoy reads and writes. Written down once more here and
// not taken from the packages: a mistake there must not hide itself.
import { valuesOf } from './lines.js'

const families = {
  'request-id': ['x-request-id'],
  w3c: ['traceparent', 'tracestate'],
  b3: ['b3', 'x-b3-traceid', 'x-b3-spanid', 'x-b3-parentspanid', 'x-b3-sampled', 'x-b3-flags'],
}
const tracing = /^(x-datadog-|sw8|x-amzn-trace-id|x-cloud-trace-context|grpc-trace-bin|uber|x-ot-|ot-tracer-|baggage$)/

/** The tracer's own families: what it reads and rewrites. It leaves all others unchanged. */
export const ownFamilies = { zipkin: ['b3'], 'zipkin+w3c': ['b3', 'w3c'], otel: ['w3c'] }

export const familyOf = (name) => Object.keys(families).find((family) => families[family].includes(name)) ?? name

export const isTracing = (name) => familyOf(name) !== name || tracing.test(name)

/** Whether what stands in these lines is the tracer's word that the request is not sampled. */
export function saysUnsampled(lines, tracer) {
  const first = (name) => valuesOf(lines, name)[0]
  if (tracer === 'otel') return /^..-.{32}-.{16}-.[02468ace]$/i.test(first('traceparent') ?? '')
  return first('x-b3-sampled') === '0' || /^0$|-0(-|$)/.test(first('b3') ?? '')
}

/** The trace ids and the span ids that a tracer's own headers name: `{ traceIds, spanIds }`, without repeats. */
export function idsIn(lines, tracer) {
  const found = { traceIds: new Set(), spanIds: new Set() }
  const note = (traceId, spanId) =>
    traceId && spanId && found.traceIds.add(unpadded(traceId)) && found.spanIds.add(spanId)
  if (ownFamilies[tracer].includes('w3c')) {
    for (const value of valuesOf(lines, 'traceparent')) note(...value.split('-').slice(1, 3))
  }
  if (ownFamilies[tracer].includes('b3')) {
    for (const value of valuesOf(lines, 'b3')) note(...value.split('-').slice(0, 2))
    note(valuesOf(lines, 'x-b3-traceid')[0], valuesOf(lines, 'x-b3-spanid')[0])
  }
  return { traceIds: [...found.traceIds], spanIds: [...found.spanIds] }
}

/** Envoy fills 64-bit ids up with zeros in traceparent, which knows no others. */
export const unpadded = (traceId) => traceId.replace(/^0{16}/, '')
