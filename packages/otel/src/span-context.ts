import { createTraceState, isSpanContextValid, type SpanContext, TraceFlags } from '@opentelemetry/api'
import { current, ids } from '@traceferry/core'
import { pairsOf } from '@traceferry/core/internal'

/**
 * The ids that the current request brought, as OpenTelemetry knows them: for libraries that log or link a SpanContext.
 * From traceparent, else from B3, whose ids of 64 bits are padded with zeros as OpenTelemetry has it. Undefined outside
 * of a request, and when no such ids came. What is forwarded stays as it was.
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
    // Whoever sent no decision left it to us, and we make none.
    traceFlags: flags === undefined ? TraceFlags.NONE : Number.parseInt(flags, 16),
    isRemote: true,
    ...(state !== undefined ? { traceState: createTraceState(state) } : {}),
  }
  return isSpanContextValid(context) ? context : undefined
}

/** Whether the id is W3C's or B3's: Datadog's are decimal, and half of the trace id only. */
function isHex(headers: readonly string[], traceId: string): boolean {
  const owners = ['traceparent', 'b3', 'x-b3-traceid']
  return pairsOf(headers).some(([name, value]) => owners.includes(name) && value.includes(traceId))
}
