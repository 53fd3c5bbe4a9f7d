// The ids of the current request as OpenTelemetry's SpanContext.
import { createTraceState, isSpanContextValid, type SpanContext, TraceFlags } from '@opentelemetry/api'
import { current, ids } from '@traceferry/core'
import { pairsOf } from '@traceferry/core/internal'

/**
 * The ids that the current request brought, as a SpanContext: for libraries that log or link one. Read from
 * traceparent, else from B3. B3 ids of 64 bits are padded with zeros, as OpenTelemetry does it. Undefined outside a
 * request, and if no such ids came. What is forwarded stays as it was.
 *
 * @example
 * logger.info({ span: spanContext() }, 'paid')
 * // { traceId: '4bf92f35...', spanId: '00f067aa...', traceFlags: 1, isRemote: true }
 */
export function spanContext(): SpanContext | undefined {
  const headers = current()?.headers ?? []
  const { trace_id: traceId = '', span_id: spanId = '', trace_flags: flags } = ids()
  if (!isHex(headers, traceId)) return undefined
  const state = pairsOf(headers).find(([name]) => name === 'tracestate')?.[1]
  const context: SpanContext = {
    traceId: traceId.toLowerCase().padStart(32, '0'),
    spanId: spanId.toLowerCase(),
    // A sender without a decision leaves it to us, and we make none.
    traceFlags: flags === undefined ? TraceFlags.NONE : Number.parseInt(flags, 16),
    isRemote: true,
    ...(state !== undefined ? { traceState: createTraceState(state) } : {}),
  }
  return isSpanContextValid(context) ? context : undefined
}

/** Whether the id is from W3C or B3. Datadog's ids are decimal, and only half of the trace id. */
function isHex(headers: readonly string[], traceId: string): boolean {
  const owners = ['traceparent', 'b3', 'x-b3-traceid']
  return pairsOf(headers).some(([name, value]) => owners.includes(name) && value.includes(traceId))
}
