import { ROOT_CONTEXT } from '@opentelemetry/api'
import { TraceferryError } from '@traceferry/core'
import { MeshPropagator } from '@traceferry/otel'
import { samples } from '@traceferry/testkit'
import { describe, expect, test } from 'vitest'
import { sample, through } from './carrier.ts'

const ofOthers = ['w3c', 'single b3', 'multi b3', 'baggage']

describe('what it carries', () => {
  test('every format that OpenTelemetry has no propagator for, byte for byte', () => {
    const ours = sample(...Object.keys(samples).filter((name) => !ofOthers.includes(name)))
    expect(through({ ...ours, ...sample(...ofOthers), accept: '*/*' })).toEqual(ours)
  })

  test('another format once it is named, and more headers', () => {
    const inbound = { ...sample('multi b3', 'w3c'), 'end-user': 'jason', 'X-Team-Color': 'blue' }
    expect(through(inbound, { formats: ['b3'], headers: ['end-user', 'x-team-*'] })).toEqual({
      ...sample('multi b3'),
      'end-user': 'jason',
      'x-team-color': 'blue',
    })
  })

  test('the first of several values, in a list or joined', () => {
    expect(through({ 'x-request-id': ['one', 'two'] })).toEqual({ 'x-request-id': 'one' })
    expect(through({ 'x-request-id': 'one, two' })).toEqual({ 'x-request-id': 'one' })
  })

  test('nothing malformed, empty or missing', () => {
    const inbound = {
      'x-request-id': '',
      'x-cloud-trace-context': 'garbage',
      'uber-trace-id': undefined,
      sw8: 'x\r\ny',
    }
    expect(through(inbound)).toEqual({})
  })

  test('names of any carrier, through its own getter and setter', () => {
    const propagator = new MeshPropagator()
    const message = new Map([['X-Request-ID', 'one']])
    const getter = { keys: (m: typeof message) => [...m.keys()], get: (m: typeof message, k: string) => m.get(k) }
    const context = propagator.extract(ROOT_CONTEXT, message, getter)
    const out: string[] = []
    propagator.inject(context, out, { set: (list: string[], ...pair) => void list.push(...pair) })
    expect(out).toEqual(['x-request-id', 'one'])
  })
})

test('fields() names what it may set, and the caller may change the list', () => {
  const propagator = new MeshPropagator({ formats: ['request-id', 'b3'] })
  const fields = [
    'x-request-id',
    'b3',
    'x-b3-traceid',
    'x-b3-spanid',
    'x-b3-parentspanid',
    'x-b3-sampled',
    'x-b3-flags',
  ]
  propagator.fields().length = 0
  expect(propagator.fields()).toEqual(fields)
  const outbound = new MeshPropagator({ formats: [], headers: [{ inbound: 'x-in', outbound: 'x-out' }] })
  expect(outbound.fields()).toEqual(['x-out'])
})

test('a wrong option says so at start-up', () => {
  // @ts-expect-error
  expect(() => new MeshPropagator({ formats: ['zipkin'] })).toThrow(TraceferryError)
})
