import { isSpanContextValid } from '@opentelemetry/api'
import { capture, createPolicy, run } from '@traceferry/core'
import { spanContext } from '@traceferry/otel'
import { samples } from '@traceferry/testkit'
import { expect, test } from 'vitest'

const policy = createPolicy({}, {})
const within = (...headers: readonly string[]) => run(capture(headers, policy), spanContext)

const TRACE = '463ac35c9f6413ad48485a3953bb6124'
const SPAN = 'a2fb4a1d1a96d312'
const datadog = samples.datadog as readonly string[]

test.each([
  ['traceparent', ['traceparent', `00-${TRACE}-${SPAN}-01`], TRACE, 1],
  ['traceparent, not sampled, before b3', ['b3', '1-2', 'traceparent', `00-${TRACE}-${SPAN}-00`], TRACE, 0],
  ['b3', ['b3', `${TRACE}-${SPAN}-1`], TRACE, 1],
  ['b3 for debugging', ['b3', `${TRACE}-${SPAN}-d`], TRACE, 1],
  ['b3 without a decision', ['b3', `${TRACE}-${SPAN}`], TRACE, 0],
  [
    'x-b3-* of 64 bits',
    ['x-b3-traceid', TRACE.slice(16), 'x-b3-spanid', SPAN, 'x-b3-sampled', '1'],
    `${'0'.repeat(16)}${TRACE.slice(16)}`,
    1,
  ],
  ['upper case', ['x-b3-traceid', TRACE.toUpperCase(), 'x-b3-spanid', SPAN.toUpperCase()], TRACE, 0],
  ['b3 beside Datadog', [...datadog, 'b3', `${TRACE}-${SPAN}-1`], TRACE, 1],
])('the ids of %s', (_, headers, traceId, traceFlags) => {
  const context = within(...headers)
  expect(context).toEqual({ traceId, spanId: SPAN, traceFlags, isRemote: true })
  expect(isSpanContextValid(context as NonNullable<typeof context>)).toBe(true)
})

test('tracestate comes along', () => {
  const context = within('traceparent', `00-${TRACE}-${SPAN}-01`, 'tracestate', 'congo=t61,rojo=00f')
  expect(context?.traceState?.get('rojo')).toBe('00f')
})

test('without ids there is none', () => {
  expect(spanContext()).toBeUndefined()
  expect(within('x-request-id', 'one')).toBeUndefined()
  expect(within('b3', '0')).toBeUndefined()
  // OpenTelemetry does not treat its decimal ids as ids, even if they have as many digits.
  expect(within(...datadog)).toBeUndefined()
  expect(within('x-datadog-trace-id', '1234567890123456', 'x-datadog-parent-id', '1234567890123456')).toBeUndefined()
})
