import { type Captured, capture, counters, createPolicy, forward, fromJSON, run, toJSON } from '@traceferry/core'
import { rulesOf } from '@traceferry/core/internal'
import { install, interceptor, uninstall } from '@traceferry/fetch'
import { amqp, cloudevents, kafka, nats } from '@traceferry/messages'
import { type Clients, makeClients } from '@traceferry/testkit'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type RawUpstream, startUpstream } from '../../../tools/soak/raw/upstream.js'

// NUL, CR LF and the rest of it where a program hands headers in, not a parser of HTTP: whatever comes that way, the call
// goes out, and not one byte of it is on the wire. The upstream keeps the heads of all calls as bytes.

const policy = createPolicy({ headers: ['end-user', { inbound: 'x-old', outbound: 'x-new' }] }, {})
const made = capture(['x-request-id', 'r-1', 'end-user', 'jason', 'x-old', 'o-1'], policy)
/** What code copies in order to change a set. */
const parts = { headers: made.headers, rules: rulesOf(made), policy: made.policy, toJSON: () => ({}) }
const heads: string[] = []
let upstream: RawUpstream
let clients: Clients

beforeAll(async () => {
  install()
  upstream = await startUpstream('127.0.0.1', (head) => heads.push(head))
  clients = makeClients(`http://127.0.0.1:${upstream.port}`)
})
afterEach(() => heads.splice(0))
afterAll(async () => {
  await clients.close()
  uninstall()
  upstream.close()
})

/** The lines that fetch, undici and node:http send for a call with this context, without those of their own. */
async function sent(captured: unknown): Promise<string[][]> {
  await run(captured as Captured, () => clients.all(`http://127.0.0.1:${upstream.port}/a`))
  expect(heads.map((head) => head.split(' ')[1]).sort()).toEqual(['/a/fetch', '/a/http', '/a/undici'])
  return heads.map((head) =>
    head
      .split('\r\n')
      .filter((line) => /^(x-|end-|uber|trace|bag)|evil|[\0\r\n]/i.test(line))
      .sort(),
  )
}
const eachOf = (lines: string[]) => [lines, lines, lines]

const evil = 'a\r\nx-evil: 1'
const byHand: Record<string, [set: unknown, goes: string[]]> = {
  'a value with CR LF': [{ ...parts, headers: ['x-request-id', evil] }, []],
  'a value with NUL': [{ ...parts, headers: ['x-request-id', 'a\0b', 'end-user', 'jason'] }, ['end-user: jason']],
  'a name with CR LF': [{ ...parts, headers: ['x-request-id\r\nx-evil', '1'] }, []],
  'a prefixed name with CR LF': [{ ...parts, headers: ['uberctx-a\r\nx-evil: 1', '1'] }, []],
  'a header of one hop': [
    { ...parts, headers: ['x-envoy-max-retries', '9', 'x-request-id', 'r-2'] },
    ['x-request-id: r-2'],
  ],
  'more than the budget': [
    { ...parts, headers: ['end-user', 'x'.repeat(9000), 'x-request-id', 'r-3'] },
    ['x-request-id: r-3'],
  ],
  'the same header twice': [
    { ...parts, headers: ['x-request-id', 'r-4', 'X-Request-Id', 'r-5'] },
    ['x-request-id: r-4'],
  ],
  'frozen by hand': [Object.freeze({ ...parts, headers: Object.freeze(['x-request-id', evil]) }), []],
  'a set whose list is hidden by another': [
    Object.defineProperty(capture(['x-request-id', 'r-8'], policy), 'headers', { value: ['x-request-id', evil] }),
    ['x-request-id: r-8'],
  ],
  'a set spread, which has nothing to spread': [{ ...made }, []],
  'without rules': [{ headers: ['x-request-id', 'r-6'], policy }, ['x-request-id: r-6']],
  'without a policy': [{ headers: ['x-request-id', 'r-7'], rules: [] }, []],
  'no text': [{ ...parts, headers: ['x-request-id', 7, Symbol('x'), null] }, []],
  'JSON, which fromJSON was for': [toJSON(made), []],
  'a string': ['x-request-id', []],
  null: [null, []],
}

describe('a captured set made or changed by hand', () => {
  for (const [name, [set, goes]] of Object.entries(byHand)) {
    test(name, async () => {
      expect(await sent(set)).toEqual(eachOf(goes))
    })
  }
  test('a mere copy goes as it is', async () => {
    const copy = Object.freeze({ ...parts })
    expect(run(copy, () => forward(copy, { origin: 'http://orders' }))).toEqual(made.headers)
    expect(await sent(copy)).toEqual(eachOf(['end-user: jason', 'x-new: o-1', 'x-request-id: r-1']))
  })
  test('what is to be read cannot be written', () => {
    const { headers } = capture(['x-request-id', 'r-1'], policy)
    expect([headers, forward(made, { origin: 'http://orders' })].map(Object.isFrozen)).toEqual([true, true])
  })
  test('is counted', () => {
    const before = counters().dropped['made by hand'] ?? 0
    run({ ...parts, headers: ['x-request-id', evil] }, () => {})
    expect(counters().dropped['made by hand']).toBe(before + 1)
  })
  test('forward checks the set that it is handed', () => {
    const set = { ...parts, headers: ['x-request-id', evil, 'end-user', 'jason'] }
    expect(forward(set, { origin: 'http://orders' })).toEqual(['end-user', 'jason'])
  })
})

const hostile = {
  'x-request-id': evil,
  'uberctx-a\r\nx-evil: 1': 'x',
  'uberctx-b\0': 'x',
  'uberctx-\u0100': 'x',
  'x-envoy-max-retries': '9',
  'content-length': '9',
  'end-user': 'a\0b',
  traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01\r\nx-evil: 1`,
  baggage: 'a=1\nx-evil: 1',
  tracestate: ['a=1', 'b=1\r\n'],
  'uberctx-ok': 'fine',
}

describe('what a queue or a file brings', () => {
  const ways: Record<string, () => Captured> = {
    fromJSON: () => fromJSON(JSON.parse(JSON.stringify(hostile)), policy),
    kafka: () =>
      kafka.capture(Object.fromEntries(Object.entries(hostile).map(([k, v]) => [k, Buffer.from(String(v))])), policy),
    amqp: () => amqp.capture(hostile, policy),
    nats: () => nats.capture(Object.entries(hostile).map(([name, value]) => [name, [value].flat()]) as never, policy),
    cloudevents: () => cloudevents.capture({ traceparent: hostile.traceparent, 'uberctx-ok': 'fine' }, policy),
  }
  for (const [name, arrives] of Object.entries(ways)) {
    test(name, async () => {
      const goes = await sent(arrives())
      for (const lines of goes) expect(lines.filter((line) => line !== 'uberctx-ok: fine')).toEqual([])
    })
  }
  test('fromJSON of anything at all gives an empty set', () => {
    const throwing = new Proxy({}, { ownKeys: () => Reflect.ownKeys(null as never) })
    for (const json of [undefined, null, 7, 'x', [], [[1]], { a: {} }, { 'x-request-id': 7 }, throwing])
      expect(fromJSON(json, policy).headers).toEqual([])
  })
})

describe('interceptor() refuses at start-up what is no origin', () => {
  test.each(['x\r\ny', 'orders:8080', 'ftp://orders', '', 7, {}])('%j', (origin) => {
    expect(() => interceptor(origin as string)).toThrow(/^TF011: .*http:\/\/orders:8080/)
  })
  test('and takes a URL', () => expect(() => interceptor(new URL('http://orders:8080/x'))).not.toThrow())
})

test('generate writes a plain UUID, whatever came', async () => {
  const captured = capture(['x-request-id', evil], createPolicy({ generate: true }, {}))
  for (const [line] of await sent(captured)) expect(line).toMatch(/^x-request-id: [0-9a-f-]{36}$/)
})
