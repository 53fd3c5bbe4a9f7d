// The ids of the current request, for log lines.
import { current } from '../context/current.ts'
import { createList, get, type Lines } from '../headers/header-list.ts'
import { headersOf } from './captured-set.ts'

/** The ids of the current request under OpenTelemetry's names for log fields. Ids that did not come in are missing. */
export interface Ids {
  /** 16 or 32 hex digits, unchanged; decimal if only Datadog headers came in. */
  trace_id?: string
  /** The span that came in: the sidecar's. */
  span_id?: string
  /** Two hex digits; the last bit says sampled. */
  trace_flags?: string
  /** The value of x-request-id. */
  request_id?: string
}

/**
 * The ids to log, so that a trace leads to its log lines, and a log line to its trace. Read from traceparent, then B3, then
 * Datadog's headers; empty outside a request. The span id is the one that came in: the sidecar's.
 *
 * @example
 * console.log(JSON.stringify({ message: 'paid', ...ids() }))
 * // {"message":"paid","trace_id":"463ac35c...","span_id":"a2fb4a1d...","trace_flags":"01","request_id":"7f6f3a3e-..."}
 */
export function ids(): Ids {
  const captured = current()
  const headers = captured === undefined ? createList() : headersOf(captured)
  const found = fromTraceparent(get(headers, 'traceparent')) ?? fromB3(headers) ?? fromDatadog(headers) ?? {}
  const requestId = get(headers, 'x-request-id')
  return requestId === '' ? found : { ...found, request_id: requestId }
}

function fromTraceparent(value: string): Ids | undefined {
  if (value === '') return undefined
  return { trace_id: value.slice(3, 35), span_id: value.slice(36, 52), trace_flags: value.slice(53, 55) }
}

function fromB3(headers: Lines): Ids | undefined {
  const single = get(headers, 'b3').split('-')
  const [traceId, spanId, sampled] =
    single.length > 1
      ? single
      : [
          get(headers, 'x-b3-traceid'),
          get(headers, 'x-b3-spanid'),
          get(headers, 'x-b3-flags') === '1' ? 'd' : get(headers, 'x-b3-sampled'),
        ]
  if (!traceId || !spanId) return undefined
  const flags = sampled ? { trace_flags: ['1', 'd', 'true'].includes(sampled) ? '01' : '00' } : {}
  return { trace_id: traceId, span_id: spanId, ...flags }
}

function fromDatadog(headers: Lines): Ids | undefined {
  const traceId = get(headers, 'x-datadog-trace-id')
  if (traceId === '') return undefined
  const spanId = get(headers, 'x-datadog-parent-id')
  return spanId === '' ? { trace_id: traceId } : { trace_id: traceId, span_id: spanId }
}
