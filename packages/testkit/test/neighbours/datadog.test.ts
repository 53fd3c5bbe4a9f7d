import { describe } from 'vitest'
import { meets } from './meets.ts'

const noB3 = { 'x-b3-traceid': '', 'x-b3-spanid': '', 'x-b3-parentspanid': '', 'x-b3-sampled': '' }

describe('dd-trace 5', () => {
  meets('datadog', {
    traceparent: '00-TRACE-SPAN-01',
    tracestate: 'dd=[^,]+,n=[0-9]+',
    baggage: '=',
    'x-datadog-trace-id': '=',
    'x-datadog-parent-id': '[0-9]+',
    'x-datadog-sampling-priority': '=',
    'x-datadog-tags': '=',
  })
  // Told to write B3 only: the rest of the mesh's headers are ours.
  meets('datadog:b3', { ...noB3, b3: 'TRACE-SPAN-1-[0-9a-f]{16}' })
})
