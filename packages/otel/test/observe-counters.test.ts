// The counters as metrics, read by the real SDK.
import { metrics } from '@opentelemetry/api'
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics'
import { capture, counters, createPolicy, forward } from '@traceferry/core'
import { failure } from '@traceferry/core/internal'
import { observeCounters } from '@traceferry/otel'
import { afterEach, expect, test, vi } from 'vitest'

afterEach(() => {
  metrics.disable()
  vi.restoreAllMocks()
})

function startSdk() {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE)
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 })
  const provider = new MeterProvider({ readers: [reader] })
  /** What is exported: `name{attributes} unit`, and the number. */
  const read = async (): Promise<Record<string, number>> => {
    exporter.reset()
    await provider.forceFlush()
    const seen = exporter.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((scope) => scope.metrics))
    return Object.fromEntries(
      seen.flatMap(({ descriptor, dataPoints }) =>
        dataPoints.map(({ attributes, value }) => [
          `${descriptor.name} ${descriptor.unit} ${JSON.stringify(attributes)}`,
          value as number,
        ]),
      ),
    )
  }
  return { provider, read }
}

const policy = createPolicy({ ignoreTargets: ['payments'] }, {})
const captured = capture(['x-request-id', 'r-1'], policy)
const call = (host: string) => forward(captured, { origin: `http://${host}` })

/** Calls of each kind, values that are dropped, a failure. */
function work(): void {
  for (const host of ['orders', 'orders', 'api.example.com', 'payments']) call(host)
  forward(undefined, { origin: 'http://orders' })
  forward(capture(['traceparent', 'malformed', 'baggage', ''], policy), { origin: 'http://orders' })
  vi.spyOn(process, 'emitWarning').mockImplementation(() => {})
  failure('a test', new Error('on purpose'))
}

const RESULT = (reason: string) =>
  `traceferry.calls {call} {"traceferry.result":"skipped","traceferry.reason":"${reason}"}`

test('the global meter: every counter, with its unit and its reason, and what is counted later', async () => {
  const { provider, read } = startSdk()
  metrics.setGlobalMeterProvider(provider)
  work()
  const end = observeCounters()
  const first = await read()
  const { forwarded, skipped, dropped, failed } = counters()
  const expected = {
    'traceferry.calls {call} {"traceferry.result":"forwarded"}': forwarded,
    ...Object.fromEntries(Object.entries(skipped).map(([reason, times]) => [RESULT(reason), times])),
    ...Object.fromEntries(
      Object.entries(dropped).map(([reason, times]) => [
        `traceferry.dropped_values {value} {"traceferry.reason":"${reason}"}`,
        times,
      ]),
    ),
    'traceferry.failures {failure} {}': failed,
  }
  expect(first).toEqual(expected)
  expect(first).toMatchObject({
    'traceferry.calls {call} {"traceferry.result":"forwarded"}': 2,
    [RESULT('outside the mesh')]: 1,
    [RESULT('ignoreTargets: payments')]: 1,
    [RESULT('outside a request')]: 1,
    [RESULT('nothing captured')]: 1,
    'traceferry.dropped_values {value} {"traceferry.reason":"malformed"}': 1,
    'traceferry.failures {failure} {}': 1,
  })
  call('orders')
  call('api.example.com')
  const second = await read()
  expect(second['traceferry.calls {call} {"traceferry.result":"forwarded"}']).toBe(3)
  expect(second[RESULT('outside the mesh')]).toBe(2)
  end()
  call('orders')
  // The SDK exports the last value that it was given.
  expect((await read())['traceferry.calls {call} {"traceferry.result":"forwarded"}']).toBe(3)
  await provider.shutdown()
})

test('a meter of the app, in place of the global one', async () => {
  const { provider, read } = startSdk()
  observeCounters(provider.getMeter('of-the-app'))
  expect(Object.keys(await read())).toContain('traceferry.failures {failure} {}')
  await provider.shutdown()
})

test('without an SDK it does nothing', () => {
  expect(observeCounters()()).toBeUndefined()
})
