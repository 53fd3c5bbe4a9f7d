import { readFileSync } from 'node:fs'
import { capture, createPolicy, run } from '@traceferry/core'
import { describe, expect, test } from 'vitest'
import { amqp, type Carrier, cloudevents, fromJSON, jms, kafka, nats, sqs, toJSON } from '../src/index.ts'

const b3 = ['x-b3-traceid', '463ac35c9f6413ad48485a3953bb6124', 'x-b3-spanid', 'a2fb4a1d1a96d312', 'x-b3-sampled', '1']
const traceparent = '00-463ac35c9f6413ad48485a3953bb6124-a2fb4a1d1a96d312-01'
const lines = ['traceparent', traceparent, 'tracestate', 'rojo=1', 'x-request-id', 'r-1', 'baggage', 'a=1', ...b3]
const policy = createPolicy({}, {})
const inside = { target: 'broker' }
const within = <R>(fn: () => R, raw = lines): R => run(capture(raw, policy), fn)

interface Vector {
  name: string
  in: [string, string][]
  policy: string
  expect: Record<string, string | null>
}

const vectors: Vector[] = JSON.parse(
  readFileSync(new URL('../../core/test/vectors/rules.json', import.meta.url), 'utf8'),
)
const carriers: Record<string, Carrier<Record<string, unknown>>> = { kafka, amqp, jms }

describe('rules.json', () => {
  const mine = vectors.filter((vector) => Object.keys(carriers).some((name) => vector.policy.includes(`out=${name}`)))
  test('has a case for each of these carriers', () => expect(mine).toHaveLength(3))

  test.each(mine.map((vector) => [vector.name, vector] as const))('%s', (_, vector) => {
    const carrier = carriers[/out=(\w+)/.exec(vector.policy)?.[1] as string] as Carrier<Record<string, unknown>>
    const headers = within(() => carrier.forward<Record<string, unknown>>({}, inside), vector.in.flat())
    for (const [name, value] of Object.entries(vector.expect)) expect(headers[name] ?? null, name).toBe(value)
  })
})

describe.each(Object.entries({ ...carriers, cloudevents }))('%s', (_, carrier) => {
  test('goes around: what was forwarded is captured again', () => {
    const headers = within(() => carrier.forward({ own: 'mine' }, inside))
    expect(headers.own).toBe('mine')
    const again = toJSON(carrier.capture(headers, policy))
    expect(again).toMatchObject({ traceparent, tracestate: 'rojo=1', baggage: 'a=1' })
  })

  test("a message's own context is not overwritten, nor mixed, nor is its object changed", () => {
    const own = Object.freeze({ traceparent: '00-11111111111111111111111111111111-2222222222222222-01' })
    const headers = within(() => carrier.forward(own))
    expect(headers.traceparent).toBe(own.traceparent)
    expect(headers).not.toHaveProperty('tracestate')
  })

  test('outside of a request it adds nothing, and garbage captures nothing', () => {
    expect(carrier.forward({ a: 1 })).toEqual({ a: 1 })
    expect(carrier.capture({ traceparent: 'garbage', baggage: 7, __proto__: null } as never, policy).headers).toEqual(
      [],
    )
    expect(carrier.capture(undefined, policy).headers).toEqual([])
  })
})

test('kafka reads bytes', () => {
  expect(kafka.capture({ traceparent: Buffer.from(traceparent) }, policy).headers).toEqual(['traceparent', traceparent])
})

describe('kafka, as node-rdkafka has headers: a list of one-header objects', () => {
  test('a new list goes out', () => {
    const own = Object.freeze([Object.freeze({ own: Buffer.from('mine') })]) as never as Record<string, unknown>[]
    const list = within(() => kafka.forward(own, inside))
    expect(list.slice(0, 3)).toEqual([own[0], { traceparent }, { tracestate: 'rojo=1' }])
    expect(within(() => kafka.forward([{ Traceparent: 'own' }]))).not.toContainEqual({ tracestate: 'rojo=1' })
    expect(kafka.forward([])).toEqual([])
  })

  test('what comes back is bytes, and a key may come several times', () => {
    const list = [{ traceparent: Buffer.from(traceparent) }, { tracestate: Buffer.from('a=1') }, { tracestate: 'b=2' }]
    expect(toJSON(kafka.capture(list, policy))).toEqual({ traceparent, tracestate: 'a=1,b=2' })
    expect(kafka.capture([null, 7, 'x', []] as never, policy).headers).toEqual([])
  })
})

test('names that are no headers do no harm', () => {
  const headers = JSON.parse(
    `{"__proto__": "x", "constructor": ["y"], "traceparent": ["${traceparent}", "${traceparent}"]}`,
  )
  expect(toJSON(kafka.capture(headers, policy))).toEqual({ traceparent })
})

describe('jms writes B3 in its single form', () => {
  test.each([
    [['x-b3-sampled', '0'], '0'],
    [
      ['x-b3-traceid', '463ac35c9f6413ad48485a3953bb6124', 'x-b3-spanid', 'a2fb4a1d1a96d312', 'x-b3-flags', '1'],
      '463ac35c9f6413ad48485a3953bb6124-a2fb4a1d1a96d312-d',
    ],
    [
      ['b3', '463ac35c9f6413ad48485a3953bb6124-a2fb4a1d1a96d312-1-0020000000000001'],
      '463ac35c9f6413ad48485a3953bb6124-a2fb4a1d1a96d312-1',
    ],
    [b3.slice(0, 4), '463ac35c9f6413ad48485a3953bb6124-a2fb4a1d1a96d312'],
  ])('%j', (raw, expected) => expect(within(() => jms.forward(), raw)).toEqual({ b3: expected }))
})

describe('sqs', () => {
  test('attributes go around', () => {
    const attributes = within(() => sqs.forward())
    expect(attributes.traceparent).toEqual({ DataType: 'String', StringValue: traceparent })
    expect(toJSON(sqs.capture(attributes, policy))).toMatchObject({ traceparent, 'x-request-id': 'r-1' })
  })

  test('never more than ten, and whole families', () => {
    const own = Object.fromEntries(
      Array.from({ length: 7 }, (_, i) => [`own${i}`, { DataType: 'String', StringValue: 'x' }]),
    )
    const attributes = within(() => sqs.forward(own, { userData: true }))
    expect(Object.keys(attributes).length).toBeLessThanOrEqual(10)
    expect(Object.keys(attributes)).toEqual([...Object.keys(own), 'traceparent', 'tracestate', 'x-request-id'])
  })
})

test('nats fills the headers of the client', () => {
  class Headers extends Map<string, string[]> {
    override set(name: string, value: string | string[]): this {
      return super.set(name, [value].flat())
    }
  }
  const headers = within(() => nats.forward(new Headers(), inside)) as Headers
  expect(headers.get('traceparent')).toEqual([traceparent])
  expect(toJSON(nats.capture(headers, policy))).toMatchObject({ traceparent, baggage: 'a=1' })
})

test('toJSON and fromJSON go around, also under a new name', () => {
  const renaming = createPolicy({ headers: [{ inbound: 'x-tenant', outbound: 'x-org' }] }, {})
  const json = JSON.parse(JSON.stringify(toJSON(capture(['x-tenant', 'acme', ...lines], renaming))))
  expect(json['x-org']).toBe('acme')
  expect(toJSON(fromJSON(json, renaming))).toEqual(json)
  expect(toJSON()).toBeUndefined()
  expect(fromJSON('nonsense', policy).headers).toEqual([])
})
