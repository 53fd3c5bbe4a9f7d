import { describe } from 'vitest'
import { meets } from './meets.ts'

// What OpenTelemetry writes on calls made inside a span of its own.
const noB3 = { 'x-b3-traceid': '', 'x-b3-spanid': '', 'x-b3-parentspanid': '', 'x-b3-sampled': '' }
const multi = { ...noB3, 'x-b3-traceid': 'TRACE', 'x-b3-spanid': 'SPAN', 'x-b3-sampled': '1' }

describe('OpenTelemetry SDK 2 with its instrumentations of http and undici', () => {
  meets('otel:w3c', { traceparent: '00-TRACE-SPAN-01', tracestate: '=' })
  meets('otel:b3-single', { ...noB3, b3: 'TRACE-SPAN-1' })
  meets('otel:b3-multi', multi)
  // The B3 propagator extracts last, and so forgets the tracestate that belongs to traceparent.
  meets('otel:composite', { ...multi, traceparent: '00-TRACE-SPAN-01', tracestate: '', baggage: '=' })
})
