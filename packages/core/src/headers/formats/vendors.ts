// Which values are legal in the headers of vendors that have one header each.
import { isBase64, isBlank, isDigits, isHex, isHexId, isSendable, trim } from '../values.ts'

/** SkyWalking's sw8: eight parts, `sample-trace-segment-span-service-instance-endpoint-address`, text in base64. */
export function isSkywalking(value: string): boolean {
  const parts = value.split('-')
  const [sample, , , span] = parts
  if (parts.length !== 8 || (sample !== '0' && sample !== '1') || !isDigits(span as string)) return false
  return parts.every((part, i) => i === 0 || i === 3 || isBase64(part))
}

/**
 * AWS X-Ray: `Root=1-8 hex-24 hex` among `key=value` parts. Load balancers keep keys that they do not know, and so do
 * we.
 */
export function isAmazon(value: string): boolean {
  if (value !== trim(value) || value.includes(',') || !isSendable(value)) return false
  let rooted = false
  for (const part of value.split(';')) {
    const [key, ...rest] = part.trim().split('=')
    const text = rest.join('=')
    if (key === '' && text === '') continue
    if (key === '' || text === '') return false
    if (key !== 'Root') continue
    rooted =
      text.length === 35 &&
      text.startsWith('1-') &&
      text[10] === '-' &&
      isHex(text.slice(2, 10)) &&
      isHex(text.slice(11))
    if (!rooted) return false
  }
  return rooted
}

/** Google Cloud: `32 hex/decimal;o=0 or 1`. Only the trace id is required. */
export function isCloudTrace(value: string): boolean {
  const [ids = '', options, ...rest] = value.split(';')
  const [traceId = '', spanId, ...more] = ids.split('/')
  if (rest.length > 0 || more.length > 0 || traceId.length !== 32 || !isHexId(traceId)) return false
  if (spanId !== undefined && !(isDigits(spanId) && spanId.length <= 20)) return false
  return options === undefined || (options.startsWith('o=') && options.length === 3 && isDigits(options, 2))
}

/** OpenCensus in gRPC: base64 of `00 00 trace(16) 01 span(8) 02 flags(1)`. Another version is passed on unread. */
export function isGrpcTrace(value: string): boolean {
  // "null" and "undefined" are also valid base64.
  if (isBlank(value) || !isBase64(value)) return false
  const bytes = Buffer.from(value, 'base64')
  if (bytes.length === 0) return false
  if (bytes[0] !== 0) return true
  return (
    bytes.length === 29 &&
    bytes[1] === 0 &&
    bytes[18] === 1 &&
    bytes[27] === 2 &&
    bytes.subarray(2, 18).some((b) => b !== 0)
  )
}

/** Jaeger: `trace:span:parent:flags` in hex without padding. The colons are often percent-encoded. */
export function isJaeger(value: string): boolean {
  const parts = value.includes(':') ? value.split(':') : value.split(/%3a/i)
  const [traceId = '', spanId = '', parentId = '', flags = ''] = parts
  if (parts.length !== 4 || traceId.length > 32 || spanId.length > 16 || parentId.length > 16 || flags.length > 2)
    return false
  return isHexId(traceId) && isHexId(spanId) && isHex(parentId) && isHex(flags)
}
