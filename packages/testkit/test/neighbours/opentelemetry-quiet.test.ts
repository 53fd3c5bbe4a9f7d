import { describe } from 'vitest'
import { inboundOf } from './inbound.ts'
import { meets } from './meets.ts'

const nothing = Object.fromEntries(Object.keys(inboundOf(0).headers).map((name) => [name, '']))

describe('OpenTelemetry where it records nothing', () => {
  meets('otel:w3c:off', { traceparent: '00-TRACE-SPAN-00', tracestate: '=' })
  // Inside suppressTracing no trace may go out, and therefore nothing from the mesh either.
  meets('otel:w3c:suppressed', nothing)
  meets('otel:w3c:api', {})
  // Without an SDK the propagators hand on what they have extracted.
  meets('otel:w3c:propagators', { traceparent: '=', tracestate: '=' })
  meets('otel:composite:propagators', {
    ...{ traceparent: '=', tracestate: '', baggage: '=' },
    ...{ 'x-b3-traceid': '=', 'x-b3-spanid': '=', 'x-b3-parentspanid': '', 'x-b3-sampled': '=' },
  })
  // With no span for the request each call is the root of a trace; that is what OpenTelemetry does without us.
  meets('otel:w3c:rootless', { traceparent: '00-NEW-SPAN-01', tracestate: '' })
})
