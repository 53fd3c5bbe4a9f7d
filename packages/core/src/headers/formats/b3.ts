// The B3 headers: which values are legal, and which of the two spellings to keep.
import { get, type HeaderList, remove } from '../header-list.ts'
import { isDigits, isHex, isHexId } from '../values.ts'

/**
 * Single `b3`: `traceid-spanid[-sampled[-parentspanid]]`, or only a decision: 0, 1 or d (openzipkin/b3-propagation).
 */
export function isB3(value: string): boolean {
  if (isDecision(value)) return true
  const [traceId, spanId, sampled, parentId, ...rest] = value.split('-') as [string, ...(string | undefined)[]]
  if (!isB3TraceId(traceId) || spanId === undefined || !isB3SpanId(spanId)) return false
  if (rest.length > 0 || (sampled !== undefined && !isDecision(sampled))) return false
  // Some tracers write zeros as the parent of a root span. That means "no parent", and no other id depends on it.
  return parentId === undefined || (parentId.length === 16 && isHex(parentId))
}

/** 128 or 64 bits. */
export function isB3TraceId(value: string): boolean {
  return (value.length === 32 || value.length === 16) && isHexId(value)
}

export function isB3SpanId(value: string): boolean {
  return value.length === 16 && isHexId(value)
}

/** 0 or 1. "true" and "false" are the spelling from before the specification. Envoy reads anything else as 0. */
export function isB3Sampled(value: string): boolean {
  return value === '0' || value === '1' || value === 'true' || value === 'false'
}

/** 1 means debug. The field once held several bits, so other decimal numbers are legal and mean nothing. */
export function isB3Flags(value: string): boolean {
  return value.length <= 20 && isDigits(value)
}

/**
 * Ids without their partner are removed first. With a trace id alone, Envoy makes no span, now or at any later hop. A
 * decision alone is legal.
 *
 * If both spellings came, the kinship rule decides. Envoy up to 1.39 reads `b3` first and never rewrites it, so if both
 * are forwarded, the next server is back on the client's span (envoyproxy/envoy#47515). Envoy 1.40 rewrites `b3` and
 * leaves `x-b3-*` stale. So the newer of the two is kept, and their span ids and parent ids tell which one that is.
 *
 * Envoy up to 1.39 makes a lone `b3: 1` or `d` from the `x-b3-*` headers beside it. Forwarding that decision without
 * the ids would split the trace. If the two spellings are not related, the specification decides: single `b3` wins.
 */
export function repairB3(found: HeaderList): void {
  const whole = get(found, 'x-b3-traceid') !== '' && get(found, 'x-b3-spanid') !== ''
  if (!whole) remove(found, 'x-b3-traceid', 'x-b3-spanid', 'x-b3-parentspanid')
  if (get(found, 'b3') === '') return

  const read = (name: string) => get(found, name).toLowerCase() // Envoy lowers the case of the ids that it writes
  const single = read('b3')
  const multi = {
    traceId: read('x-b3-traceid'),
    spanId: read('x-b3-spanid'),
    parentId: read('x-b3-parentspanid'),
    sampled: read('x-b3-sampled'),
  }
  const [traceId, spanId, , parentId] = single.split('-')
  const loneAccept = whole && (single === '1' || single === 'd') && multi.sampled !== '0' && multi.sampled !== 'false'
  const oneTrace = whole && traceId === multi.traceId && parentId !== multi.spanId
  const kin = oneTrace && (spanId === multi.spanId || spanId === multi.parentId)
  if (loneAccept || kin) remove(found, 'b3')
  else remove(found, 'x-b3-traceid', 'x-b3-spanid', 'x-b3-parentspanid', 'x-b3-sampled', 'x-b3-flags')
}

function isDecision(value: string): boolean {
  return value === '0' || value === '1' || value === 'd'
}
