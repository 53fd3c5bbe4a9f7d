import { defaultTextMapGetter, defaultTextMapSetter, ROOT_CONTEXT } from '@opentelemetry/api'
import { suppressTracing } from '@opentelemetry/core'
import { counters, TraceferryError } from '@traceferry/core'
import { MeshPropagator, type MeshPropagatorOptions } from '@traceferry/otel'
import { samples } from '@traceferry/testkit'
import { describe, expect, test } from 'vitest'

type Carrier = Record<string, string | string[] | undefined>

/** What comes out of an empty outbound carrier, when this came in. */
function through(inbound: Carrier, options?: MeshPropagatorOptions, outbound: Carrier = {}): Carrier {
  const propagator = new MeshPropagator(options)
  const context = propagator.extract(ROOT_CONTEXT, inbound, defaultTextMapGetter)
  propagator.inject(context, outbound, defaultTextMapSetter)
  return outbound
}

function lowerCase(flat: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = {}
  for (let i = 0; i < flat.length; i += 2) headers[(flat[i] as string).toLowerCase()] = flat[i + 1] as string
  return headers
}
const sample = (...formats: string[]) => lowerCase(formats.flatMap((name) => samples[name] ?? []))
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

describe('what it leaves alone', () => {
  test('a header that is there, in any case, and its family', () => {
    const inbound = sample('request-id', 'datadog')
    const mine = { 'X-Request-ID': 'mine', 'x-datadog-origin': 'rum' }
    expect(through(inbound, {}, { ...mine })).toEqual(mine)
  })

  test('calls for which tracing is suppressed', () => {
    const propagator = new MeshPropagator()
    const context = propagator.extract(ROOT_CONTEXT, sample('request-id'), defaultTextMapGetter)
    const outbound = {}
    propagator.inject(suppressTracing(context), outbound, defaultTextMapSetter)
    expect(outbound).toEqual({})
  })

  test('a context to which nothing came', () => {
    expect(new MeshPropagator().extract(ROOT_CONTEXT, { accept: '*/*' }, defaultTextMapGetter)).toBe(ROOT_CONTEXT)
    expect(new MeshPropagator().extract(ROOT_CONTEXT, undefined, defaultTextMapGetter)).toBe(ROOT_CONTEXT)
  })

  test('a request whose carrier fails: it is counted, and never thrown', () => {
    const propagator = new MeshPropagator()
    const failing = () => {
      throw new Error('no carrier')
    }
    const before = counters().failed
    expect(propagator.extract(ROOT_CONTEXT, {}, { keys: failing, get: failing })).toBe(ROOT_CONTEXT)
    const context = propagator.extract(ROOT_CONTEXT, sample('request-id'), defaultTextMapGetter)
    propagator.inject(context, {}, { set: failing })
    expect(counters().failed).toBe(before + 2)
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
  expect(() => new MeshPropagator({ formats: ['zipkin'] })).toThrow(TraceferryError)
})
