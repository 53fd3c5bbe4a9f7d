import { headers as natsHeaders } from '@nats-io/transport-node'
import { type Captured, capture, counters, createPolicy, run } from '@traceferry/core'
import type { MessageOptions } from '@traceferry/core/internal'
import { CloudEvent } from 'cloudevents'
import fc from 'fast-check'
import { headers as nats2Headers } from 'nats2'
import { types as rheaTypes } from 'rhea'
import { describe, expect, test } from 'vitest'
import { amqp, bullmq, cloudevents, jms, kafka, nats, sqs } from '../src/index.ts'

// Whatever is handed to a carrier, of any type and however it misbehaves: a set comes out of `capture`, and what was
// there comes out of `forward`. The types forbid most of it; a message from a queue, and a caller in JavaScript, do not.

interface Untyped {
  forward(headers?: unknown, options?: MessageOptions): unknown
  capture(headers: unknown): Captured
}
/** A carrier as a caller without types sees it. */
const untyped = (carrier: { forward: unknown; capture: unknown }) => carrier as Untyped
const carriers: Record<string, Untyped> = {
  kafka: untyped(kafka),
  amqp: untyped(amqp),
  sqs: untyped(sqs),
  nats: untyped(nats),
  jms: untyped(jms),
  cloudevents: untyped(cloudevents),
  bullmq: untyped(bullmq),
}

const traceparent = '00-463ac35c9f6413ad48485a3953bb6124-a2fb4a1d1a96d312-01'
const lines = ['x-request-id', 'r-1', 'traceparent', traceparent, 'baggage', 'a=1', 'b3', '1']
/** Runs in a request. In a box, since `run` hands on another promise than it got. */
const within = <R>(fn: () => R): R => (run(capture(lines, createPolicy({}, {})), () => [fn()]) as [R])[0]

const fail = (): never => {
  throw new Error('from the outside')
}
const traps: (keyof ProxyHandler<object>)[] = ['get', 'has', 'ownKeys', 'getOwnPropertyDescriptor', 'getPrototypeOf']
const revoked = (target: object) => {
  const { proxy, revoke } = Proxy.revocable(target, {})
  revoke()
  return proxy
}
const cyclic: Record<string, unknown> = { a: 1 }
cyclic.traceparent = cyclic
cyclic.list = [cyclic]

/** What misbehaves, created again for each carrier. */
const odd: Record<string, () => unknown> = {
  ...Object.fromEntries(
    traps.map((trap) => [`a proxy whose ${trap} throws`, () => new Proxy({ a: 1 }, { [trap]: fail })]),
  ),
  'a revoked proxy': () => revoked({}),
  'a revoked proxy of a list': () => revoked([]),
  'a list with a revoked proxy': () => [revoked({}), { a: 1 }],
  'a proxy of a list whose get throws': () => new Proxy([{ a: 1 }], { get: fail }),
  'a getter that throws': () => Object.defineProperty({ a: 1 }, 'traceparent', { get: fail, enumerable: true }),
  'an attribute whose getter throws': () => ({ traceparent: Object.defineProperty({}, 'StringValue', { get: fail }) }),
  'a value that is a revoked proxy': () => ({ traceparent: revoked({}), traceferry: revoked({}), list: [revoked([])] }),
  'an iterator that throws': () => ({ [Symbol.iterator]: fail, set: fail }),
  'an iterator whose next throws': () => ({ [Symbol.iterator]: () => ({ next: fail }), set() {} }),
  'an iterator whose return throws': () => ({
    [Symbol.iterator]: () => ({ next: () => ({ done: false, value: ['a', ['b']] }), return: fail }),
    set() {},
  }),
  'an iterator of no pairs': () => new Set([1, null, undefined, 'x', {}, Symbol('x')]),
  'an iterator of revoked proxies': () => new Set([revoked([])]),
  'a set() that throws': () => Object.assign(new Map(), { set: fail }),
  'a cyclic object': () => cyclic,
  'symbol keys': () => ({ [Symbol('a')]: 1, [Symbol.toPrimitive]: fail, a: 1 }),
  'values of every type': () => ({
    a: 1n,
    b: Symbol('x'),
    c: () => 1,
    d: null,
    e: undefined,
    f: new Date(),
    g: /x/,
    h: -0,
  }),
  'toString that throws': () => ({ traceparent: { toString: fail, valueOf: fail, toJSON: fail } }),
  'no prototype': () => Object.assign(Object.create(null), { a: 1 }),
  __proto__: () => JSON.parse('{"__proto__": {"x": 1}, "traceferry": {"__proto__": "x"}}'),
  'a Map': () => new Map([['own', 'mine']]),
  'Headers of fetch': () => new Headers({ own: 'mine' }),
  'a Buffer': () => Buffer.from('mine'),
  'a Date': () => new Date(0),
  'a promise': () => Promise.resolve(1),
  'a class': () => class A {},
  'job data under our key': () => ({ traceferry: 'mine' }),
  'a list under our key': () => ({ traceferry: [1] }),
}

describe.each(Object.entries(carriers))('%s', (name, carrier) => {
  /** As a carrier is used: data of a job has its headers one level down. */
  const wrap = (headers: unknown) => (name === 'bullmq' ? { traceferry: headers } : headers)
  const isSet = (captured: Captured) => expect(Array.isArray(captured.headers)).toBe(true)

  test.each(Object.entries(odd))('%s', (_, make) => {
    isSet(carrier.capture(make()))
    isSet(carrier.capture(wrap(make())))
    const given = make()
    const back = within(() => carrier.forward(given, { userData: true }))
    if (!Object.is(back, given)) expect(loses(given, back)).toEqual([])
    within(() => carrier.forward(make()))
    carrier.forward(make())
  })

  test('any value at all', () => {
    const anything = fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withSet: true,
      withTypedArray: true,
      withSparseArray: true,
      withNullPrototype: true,
      withObjectString: true,
    })
    fc.assert(
      fc.property(anything, (value) => {
        isSet(carrier.capture(value))
        isSet(carrier.capture(wrap(value)))
        const back = within(() => carrier.forward(value, { userData: true }))
        if (!Object.is(back, value)) expect(loses(value, back)).toEqual([])
      }),
      { numRuns: 200 },
    )
  })

  test('what it cannot copy comes back as it is', () => {
    for (const value of [7, 'text', true, 1n, Symbol.iterator, () => 1, new Map([['a', 'b']]), Buffer.from('x')])
      expect(within(() => carrier.forward(value))).toBe(value)
  })

  test('100,000 headers, values of 1 MB, an endless iterator: bounded, and counted', () => {
    const many = Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`h${i}`, 'x']))
    const big = 'x'.repeat(1_000_000)
    const huge = { traceparent: big, baggage: Buffer.from(big), tracestate: { StringValue: big } }
    const manyBig = Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`h${i}`, Buffer.alloc(65_536, 'a')]))
    const list = Array.from({ length: 100_000 }, () => ({}))
    const endless = {
      *[Symbol.iterator]() {
        for (let i = 0; ; i++) yield [`h${i}`, ['x']]
      },
      set: fail,
    }
    const values = { traceparent: Array.from({ length: 100_000 }, () => 'x') }
    for (const value of [many, huge, manyBig, list, endless, values, new Map(Object.entries(many))]) {
      const started = process.cpuUsage()
      isSet(carrier.capture(wrap(value)))
      const back = within(() => carrier.forward(value))
      // Most of it is the plain copy of 100,000 properties.
      expect(process.cpuUsage(started).user / 1000).toBeLessThan(1000)
      if (!Object.is(back, value)) expect(loses(value, back)).toEqual([])
    }
  })
})

test('what is left out is counted', () => {
  const of = (kind: 'dropped' | 'skipped', reason: string) => counters()[kind][reason] ?? 0
  const many = Object.fromEntries(Array.from({ length: 1001 }, (_, i) => [`h${i}`, 'x']))
  const before = [
    of('dropped', 'too many headers'),
    of('dropped', 'too long'),
    of('dropped', 'unreadable'),
    of('skipped', 'too many headers'),
  ]
  kafka.capture(many)
  kafka.capture({ baggage: Buffer.alloc(65_537, 'a') })
  kafka.capture(Object.defineProperty({}, 'baggage', { get: fail, enumerable: true }))
  expect(within(() => kafka.forward(many))).toEqual(many)
  const after = [
    of('dropped', 'too many headers'),
    of('dropped', 'too long'),
    of('dropped', 'unreadable'),
    of('skipped', 'too many headers'),
  ]
  expect(after.map((n, i) => n - (before[i] as number))).toEqual([1, 1, 1, 1])
  // The first thousand are looked at, and a value at the limit is read.
  expect(kafka.capture({ traceparent, ...many }).headers).toEqual(['traceparent', traceparent])
})

describe("real clients' own headers", () => {
  test.each([
    ['@nats-io', natsHeaders],
    ['nats 2', nats2Headers],
  ] as const)('MsgHdrs of %s', (_, make) => {
    const headers = make()
    headers.append('Own', 'a')
    headers.append('Own', 'b')
    within(() => nats.forward(headers, { userData: true }))
    expect(headers.values('Own')).toEqual(['a', 'b'])
    expect(nats.capture(headers).headers).toEqual(lines)
  })

  test('MsgHdrs that refuse a write', () => {
    const headers = natsHeaders()
    headers.set = fail
    expect(within(() => nats.forward(headers))).toBe(headers)
  })

  test('a CloudEvent, and what rhea wraps', () => {
    const event = new CloudEvent({ type: 'a', source: '/', traceparent, baggage: 'a=1' })
    expect(cloudevents.capture(event).headers).toEqual(['traceparent', traceparent, 'baggage', 'a=1'])
    const wrapped: Record<string, unknown> = { traceparent, n: rheaTypes.wrap_long(7), when: new Date(0) }
    expect(amqp.capture(wrapped).headers).toEqual(['traceparent', traceparent])
    expect(within(() => amqp.forward(wrapped)).n).toBe(wrapped.n)
  })
})

/** Own keys of a value whose value is not the same in what came back, in place of it. */
function loses(given: unknown, back: unknown): unknown[] {
  if (given === undefined || given === null) return typeof back === 'object' ? [] : [given]
  if (typeof given !== 'object' || typeof back !== 'object' || back === null) return [given]
  return Reflect.ownKeys(given).filter((key) => {
    const own = Object.getOwnPropertyDescriptor(given, key)
    if (own?.enumerable !== true || key === 'traceferry') return false
    const kept = Object.getOwnPropertyDescriptor(back, key)
    return kept === undefined || !Object.is(kept.value, own.value)
  })
}
