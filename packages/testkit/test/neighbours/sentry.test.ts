import { describe } from 'vitest'
import { type Client, meets } from './meets.ts'

const members = 'sentry-environment=production,sentry-public_key=key,sentry-trace_id=NEW.*'

/** On undici Sentry adds its members to a baggage that is there; on node:http it writes first, and so alone. */
function own(client: Client): Record<string, string> {
  const first = client === 'http' || client === 'axios'
  return { 'sentry-trace': 'NEW-SPAN-1', baggage: first ? members : `n=[0-9]+,${members}` }
}
const w3c = { traceparent: '00-NEW-SPAN-01', tracestate: '' }

describe('@sentry/node 11', () => {
  meets('sentry', own)
  meets('sentry:traceparent', (client) => ({ ...own(client), ...w3c }))
  // Within OpenTelemetry, baggage is one of the fields of Sentry's propagator, and so left to it by every client.
  meets('sentry:otel', () => own('http'))
})
