import { describe } from 'vitest'
import { meets } from './meets.ts'

describe('elastic-apm-node 4', () => {
  meets('elastic', { traceparent: '00-TRACE-SPAN-01', tracestate: '=' })
})
