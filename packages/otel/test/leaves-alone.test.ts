import { defaultTextMapGetter, defaultTextMapSetter, ROOT_CONTEXT } from '@opentelemetry/api'
import { suppressTracing } from '@opentelemetry/core'
import { counters } from '@traceferry/core'
import { MeshPropagator } from '@traceferry/otel'
import { expect, test } from 'vitest'
import { sample, through } from './carrier.ts'

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
