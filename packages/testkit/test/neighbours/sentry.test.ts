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
  const cases = {
    sentry: own,
    'sentry:traceparent': (client: Client) => ({ ...own(client), ...w3c }),
    // Within OpenTelemetry, baggage is one of the fields of Sentry's propagator, and so left to it by every client.
    'sentry:otel': () => own('http'),
  }
  for (const [name, headers] of Object.entries(cases)) meets(name, headers, ['after'])
  // On Node 20 Sentry writes while Node stores a request's head, as we do: set up first, it comes after us.
  describe('set up first', () => {
    for (const [name, headers] of Object.entries(cases)) meets(name, headers, ['before'])
  })
})
