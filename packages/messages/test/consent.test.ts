import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { headers as natsHeaders } from '@nats-io/transport-node'
import {
  capture,
  counters,
  createPolicy,
  explain,
  type ForwardMessage,
  forward,
  type Options,
  run,
  withoutForwarding,
} from '@traceferry/core'
import type { MessageOptions } from '@traceferry/core/internal'
import { afterEach, describe, expect, test } from 'vitest'
import { pretendOtel } from '../../core/test/pretend-otel.ts'
import { amqp, bullmq, cloudevents, explainMessage, jms, kafka, nats, sqs } from '../src/index.ts'

// What may go into a message: ids by default; user data and names of systems by consent, asked as a call asks.

const traceparent = '00-463ac35c9f6413ad48485a3953bb6124-a2fb4a1d1a96d312-01'
const lines = [
  'x-request-id',
  'r-1',
  'traceparent',
  traceparent,
  'tracestate',
  'a=1',
  'baggage',
  'user=7',
  'tenant',
  't',
]
const all = ['x-request-id', 'traceparent', 'tracestate', 'baggage', 'tenant']
const ids = ['x-request-id', 'traceparent']

const within = <R>(fn: () => R, options: Options = {}): R =>
  run(capture(lines, createPolicy({ headers: ['tenant'], ...options }, {})), fn)

/** What each carrier puts into a message that has nothing of its own. */
const carriers: Record<string, (options?: MessageOptions) => string[]> = {
  kafka: (options) => Object.keys(kafka.forward({}, options)),
  'kafka, a list': (options) => kafka.forward([], options).flatMap((header) => Object.keys(header)),
  amqp: (options) => Object.keys(amqp.forward({}, options)),
  sqs: (options) => Object.keys(sqs.forward({}, options)),
  nats: (options) => nats.forward(natsHeaders(), options).keys(),
  bullmq: (options) => Object.keys(bullmq.forward({}, options).traceferry ?? {}),
}
const narrow: typeof carriers = {
  jms: (options) => Object.keys(jms.forward({}, options)),
  cloudevents: (options) => Object.keys(cloudevents.forward({}, options)),
}
const noHyphen = (names: readonly string[]) => names.filter((name) => !name.includes('-'))

afterEach(() => pretendOtel(undefined))

describe.each(Object.entries({ ...carriers, ...narrow }))('%s', (name, carry) => {
  const can = (names: readonly string[]) => (name in narrow ? noHyphen(names) : names)

  test('ids by default', () => {
    expect(within(() => carry())).toEqual(can(ids))
    // What the policy says of hosts does not tell where a message goes.
    expect(within(() => carry(), { userDataTargets: ['kafka'] })).toEqual(can(ids))
  })

  test('user data by a word on the spot', () => {
    expect(within(() => carry({ userData: true }))).toEqual(can(all))
    expect(within(() => carry({ target: 'kafka', userData: false }))).toEqual(can(ids))
  })

  test('nothing when tracing is suppressed, and what a tracer owns is left to it', () => {
    pretendOtel({ activeSpan: 'none', propagationFields: [], suppressed: true })
    expect(within(() => carry({ userData: true }))).toEqual([])
    pretendOtel({ activeSpan: 'local', propagationFields: ['traceparent', 'tracestate', 'baggage'] })
    expect(within(() => carry({ userData: true }))).toEqual(can(['x-request-id', 'tenant']))
  })

  test('nothing in withoutForwarding, nor outside of any request', () => {
    expect(within(() => withoutForwarding(() => carry({ userData: true })))).toEqual([])
    expect(carry({ userData: true })).toEqual([])
  })
})

describe('a target gets what a call to it would get', () => {
  const options: Options = {
    targets: ['ids.example.com'],
    userDataTargets: ['*.confluent.cloud:9092'],
    ignoreTargets: ['audit', 'no.svc'],
    clusterDomain: 'mesh.example',
  }
  test.each([
    ['kafka:9092', all],
    ['amqp://user:secret@rabbitmq:5672/vhost', all],
    ['kafka.shop.svc.mesh.example:9092', all],
    ['10.1.2.3:4222', all],
    ['[fd00::1]:4222', all],
    [new URL('nats://nats.svc:4222'), all],
    ['pkc-1.confluent.cloud:9092', all],
    ['pkc-1.confluent.cloud:9093', []],
    ['ids.example.com', ids],
    ['https://sqs.eu-west-1.amazonaws.com/123456789012/orders', []],
    ['audit:9092', []],
    ['kafka-1:9092, kafka-2:9092', all],
    [['kafka-1:9092', 'ids.example.com:9092'], ids],
    [['kafka-1:9092', 'audit:9092'], []],
    [[], ids],
    ['', []],
    ['not a host', []],
    ['kafka:port', []],
  ] as [NonNullable<MessageOptions['target']>, string[]][])('%s', (target, expected) => {
    within(() => {
      expect(Object.keys(kafka.forward({}, { target }))).toEqual(expected)
      const told = explainMessage({ target })
      expect(told.headers.filter(({ forwarded }) => forwarded).map(({ name }) => name)).toEqual(expected)
      // Consent opens no target that gets nothing.
      if (expected.length === 0) expect(kafka.forward({}, { target, userData: true })).toEqual({})
    }, options)
  })

  test('as forward() and explain() say of the host', () => {
    for (const host of ['kafka:9092', 'ids.example.com', 'pkc-1.confluent.cloud:9092', 'audit', 'evil.com'])
      within(() => {
        const call = forward(capture(lines, createPolicy({ headers: ['tenant'], ...options }, {})), {
          origin: `http://${host}`,
        })
        expect(Object.entries(kafka.forward({}, { target: host })).flat()).toEqual(call)
        const { headers } = explain(`http://${host}`)
        expect(explainMessage({ target: host }).headers).toEqual(headers)
      }, options)
  })

  test('a pattern that throws, and options of no type, cost the message its headers and nothing else', () => {
    const throwing = () => {
      throw new Error('from a pattern')
    }
    expect(within(() => kafka.forward({ own: 1 }, { target: 'out.com' }), { targets: [throwing] })).toEqual({ own: 1 })
    for (const target of [7, {}, Symbol('x'), () => 'kafka'] as unknown[] as string[])
      expect(within(() => kafka.forward({ own: 1 }, { target }))).toEqual({ own: 1 })
    expect(Object.keys(within(() => kafka.forward({}, { userData: 'yes' as unknown as boolean })))).toEqual(ids)
    expect(Object.keys(within(() => kafka.forward({}, null as unknown as MessageOptions)))).toEqual(ids)
  })
})

test("the message's own context wins, by family", () => {
  const own = { TraceParent: 'own' }
  expect(within(() => kafka.forward(own, { userData: true }))).toEqual({
    ...own,
    'x-request-id': 'r-1',
    baggage: 'user=7',
    tenant: 't',
  })
  expect(within(() => explainMessage({ userData: true }, ['TraceParent'])).headers[1]?.rule).toBe('set by the caller')
})

test('a message that was made from a message with user data has none without consent again', () => {
  const headers = within(() => amqp.forward({}, { userData: true }))
  const policy = createPolicy({ headers: ['tenant'] }, {})
  expect(Object.keys(run(amqp.capture(headers, policy), () => sqs.forward()))).toEqual(ids)
})

test('why baggage did not go: explainMessage(), the counters, the channel', () => {
  const told: ForwardMessage[] = []
  const listener = (message: unknown) => void told.push(message as ForwardMessage)
  subscribe('traceferry:forward', listener)
  const before = counters()
  try {
    within(() => {
      kafka.forward()
      kafka.forward({}, { target: 'sqs.eu-west-1.amazonaws.com' })
      expect(explainMessage().headers.find(({ name }) => name === 'baggage')).toEqual({
        name: 'baggage',
        forwarded: false,
        rule: 'ids only outside the mesh',
      })
      expect(explainMessage({ target: 'evil.com' })).toMatchObject({ forwarded: false, rule: 'outside the mesh' })
    })
    expect(explainMessage()).toEqual({ target: 'message:', forwarded: false, rule: 'outside a request', headers: [] })
  } finally {
    unsubscribe('traceferry:forward', listener)
  }
  expect(told).toEqual([
    { origin: 'message:', forwarded: ids },
    { origin: 'http://sqs.eu-west-1.amazonaws.com', forwarded: [], reason: 'outside the mesh' },
  ])
  expect(counters().forwarded - before.forwarded).toBe(1)
  expect((counters().skipped['outside the mesh'] ?? 0) - (before.skipped['outside the mesh'] ?? 0)).toBe(1)
})
