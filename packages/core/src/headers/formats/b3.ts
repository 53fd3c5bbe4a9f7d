import { get, type HeaderList, remove } from '../header-list.ts'
import { idOf, isDigits, isHex } from '../values.ts'

const TRACE_ID = new RegExp(`^(?:${idOf(32)}|${idOf(16)})$`)
const SPAN_ID = new RegExp(`^${idOf(16)}$`)

/** Single `b3`: `traceid-spanid[-sampled[-parentspanid]]`, or a lone decision 0, 1 or d (openzipkin/b3-propagation). */
export function isB3(value: string): boolean {
  if (isDecision(value)) return true
  const [traceId, spanId, sampled, parentId, ...rest] = value.split('-') as [string, ...(string | undefined)[]]
  if (!isB3TraceId(traceId) || spanId === undefined || !isB3SpanId(spanId)) return false
  if (rest.length > 0 || (sampled !== undefined && !isDecision(sampled))) return false
  // Some write a root's parent as zeros: that says no more than none at all, and no id hangs on it.
  return parentId === undefined || (parentId.length === 16 && isHex(parentId))
}

/** 128 or 64 bits. */
export function isB3TraceId(value: string): boolean {
  return TRACE_ID.test(value)
}

export function isB3SpanId(value: string): boolean {
  return SPAN_ID.test(value)
}

/** 0 and 1; "true" and "false" are the spelling from before the specification. Envoy reads anything else as 0. */
export function isB3Sampled(value: string): boolean {
  return value === '0' || value === '1' || value === 'true' || value === 'false'
}

/** 1 means debug. It was a bit field once, so other decimals are legal and mean nothing. */
export function isB3Flags(value: string): boolean {
  return value.length <= 20 && isDigits(value)
}

/**
 * First, ids without their partner go: a trace id alone gives Envoy no span, now or at any later hop, while a
 * decision alone is legal. Then the kinship rule, when both spellings have arrived. Envoy up to 1.39 reads `b3` first
 * and never rewrites it, so a copy of both puts the next server back on the client's span (envoyproxy/envoy#47515);
 * Envoy 1.40 rewrites `b3` and leaves `x-b3-*` stale. So the newer of the two is kept, and the kinship of their span
 * ids tells which that is. A lone `b3: 1` or `d` is what Envoy up to 1.39 has made the `x-b3-*` beside it from: a copy
 * of the decision without the ids split the trace. Strangers are settled by the specification: single goes first.
 */
export function mendB3(found: HeaderList): void {
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
