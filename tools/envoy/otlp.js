// Reads OTLP (protobuf) and gives its spans the shape of Zipkin's v2 API, so that there is one shape from here on.
import { fileURLToPath } from 'node:url'
import protobuf from 'protobufjs'

const schema = protobuf.loadSync(fileURLToPath(new URL('otlp.proto', import.meta.url)))
const Request = schema.lookupType('ExportTraceServiceRequest')
const asText = { bytes: String, longs: String, enums: String }

/**
 * @param {Buffer} body of an OTLP/HTTP export request
 * @returns {import('./collector.js').Span[]}
 */
export function readOtlp(body) {
  const { resourceSpans = [] } = Request.toObject(Request.decode(body), { ...asText, arrays: true })
  return resourceSpans.flatMap((/** @type {any} */ { resource, scopeSpans }) => {
    const serviceName = attributes(resource?.attributes)['service.name'] ?? ''
    return scopeSpans.flatMap((/** @type {any} */ { spans }) =>
      spans.map((/** @type {any} */ span) => zipkinSpan(span, serviceName)),
    )
  })
}
/**
 * @param {any} span of OTLP, its bytes as base64
 * @param {string} serviceName
 */

function zipkinSpan(span, serviceName) {
  const start = BigInt(span.startTimeUnixNano) / 1000n
  return {
    traceId: hex(span.traceId),
    id: hex(span.spanId),
    ...(span.parentSpanId ? { parentId: hex(span.parentSpanId) } : {}),
    kind: span.kind,
    name: span.name,
    timestamp: Number(start),
    duration: Number(BigInt(span.endTimeUnixNano) / 1000n - start),
    localEndpoint: { serviceName },
    tags: attributes(span.attributes),
  }
}
/** @param {string} base64 */

const hex = (base64) => Buffer.from(base64, 'base64').toString('hex')

/** @param {{ key: string, value?: object }[]} [list] */
function attributes(list = []) {
  return Object.fromEntries(list.map(({ key, value = {} }) => [key, String(Object.values(value)[0] ?? '')]))
}
