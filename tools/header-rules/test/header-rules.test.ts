import { beforeAll, describe, expect, it, test } from 'vitest'
import { findRelease } from '../../envoy/envoy-binary.js'
import { atHalf } from '../half.js'
import { type Judged, judge } from '../judge.js'
import { releases, tracerNames } from '../releases.js'
import { notSent, sent } from '../vectors.js'

// Each case of the header rules through the newest Envoy. `npm run tool -- header-rules` does the same with the other versions,
// and takes what is seen as golden with --update.
const newest = releases.at(-1) as string

describe.each(tracerNames)(`in-sidecar, app, out-sidecar: Envoy ${newest}, %s`, (tracer) => {
  let judged: Map<string, Judged>
  beforeAll(async () => {
    const cases = await judge({ envoy: await findRelease(newest), tracer })
    judged = new Map(cases.map((one) => [one.name, one]))
  }, 240_000)

  test.each(sent())('$name: $why', ({ name }) => {
    expect(judged.get(name)?.wrong).toEqual([])
  })

  it('where half of the requests are sampled, each trace is whole or absent', { timeout: 120_000 }, async () => {
    const { all, withoutRequestId } = await atHalf({ envoy: await findRelease(newest), tracer })
    expect(all).toMatchObject({ torn: 0 })
    expect(all.whole).toBeGreaterThan(0)
    expect(all.absent).toBeGreaterThan(0)
    // What an app does to a trace that forwards traceparent alone: Envoy's OpenTelemetry tracer looks at both.
    if (tracer === 'otel') expect(withoutRequestId.torn).toBeGreaterThan(0)
  })

  it('most cases are there to be whole', () => {
    expect([...judged.values()].filter(({ fate }) => fate === 'whole').length).toBeGreaterThan(35)
  })
})

// A case is left out for a reason, never by accident.
test('cases that are not sent', () => {
  expect(notSent()).toEqual({
    'not a legal HTTP request': ['never-hop-by-hop'],
    'HTTP/2 only: a pseudo header is not a header line': ['never-http2-pseudo'],
    'the app refuses to start with these options: TF003': ['opt-in-blocked-name'],
    'a value that the app sets itself: nothing arrives': ['programmatic-unicode', 'control-characters'],
    'not HTTP: the headers of a message, or gRPC metadata': [
      'grpc-metadata-non-ascii',
      'kafka-record',
      'jms-like',
      'amqp-1.0',
    ],
  })
})
