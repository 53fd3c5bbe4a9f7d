import { describe, expect, test } from 'vitest'
import { envoyReply, envoyTextOfLength } from '../../src/retries/sidecar-reply.ts'

// A caller that has not read an answer's body knows only how long it is. Each text of Envoy's, written out, is known by its
// length, and what it means by its words.

const start = 'upstream connect error or disconnect/reset before headers.'
const resets = [
  ['remote connection failure', 'no connection'],
  ['local connection failure', 'no connection'],
  ['connection timeout', 'no connection'],
  ['connection termination', 'connection lost'],
  ['overflow', 'overloaded'],
  ['remote reset', 'connection lost'],
  ['local reset', 'connection lost'],
  ['remote refused stream reset', 'refused'],
  ['protocol error', 'connection lost'],
].flatMap(([reason, meaning]) => [
  [`${start} reset reason: ${reason}`, meaning],
  [`${start} retried and the latest reset reason: ${reason}`, meaning],
])

describe('a text of Envoy', () => {
  test.each([
    ['no healthy upstream', 'no healthy upstream'],
    ['upstream request timeout', 'timeout'],
    ['upstream response timeout', 'timeout'],
    ['downstream duration timeout', 'timeout'],
    ['upstream max stream duration reached', 'timeout'],
    ['RBAC: access denied', 'denied'],
    ['local_rate_limited', 'rate limited'],
    ...resets,
  ] as [string, string][])('%s', (text, meaning) => {
    expect(envoyReply(text)?.reason).toBe(meaning)
    const status = meaning === 'denied' ? 403 : 503
    expect(envoyTextOfLength(status, Buffer.byteLength(text))).toBe(text)
  })
})
