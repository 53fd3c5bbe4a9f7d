// traceferry's counters as OpenTelemetry metrics.
import { type BatchObservableCallback, type Meter, metrics } from '@opentelemetry/api'
import { counters } from '@traceferry/core'

/**
 * Exports this process's counters as metrics, read whenever the SDK collects. All of them count from the start of the process.
 * Returns a function that ends it.
 *
 * - `traceferry.calls` ({call}): outbound calls and messages, by `traceferry.result`, which is `forwarded` or `skipped`,
 *   and for those that were skipped by `traceferry.reason`, such as `outside the mesh`
 * - `traceferry.dropped_values` ({value}): inbound values that were left out, by `traceferry.reason`
 * - `traceferry.failures` ({failure}): failures inside traceferry, none of which reached the app
 *
 * The reasons are those in docs/how-it-works.md, and one for each pattern of the option `ignoreTargets`: no attribute contains a
 * host or a header. Without a meter it takes one of the global provider, which the SDK must have set by then.
 *
 * @example
 * import { observeCounters } from '@traceferry/otel'
 *
 * observeCounters()
 */
export function observeCounters(meter: Meter = metrics.getMeter('@traceferry/otel')): () => void {
  const calls = meter.createObservableCounter('traceferry.calls', {
    description: 'Outbound calls and messages that traceferry decided about.',
    unit: '{call}',
  })
  const dropped = meter.createObservableCounter('traceferry.dropped_values', {
    description: 'Inbound values that traceferry left out.',
    unit: '{value}',
  })
  const failures = meter.createObservableCounter('traceferry.failures', {
    description: 'Failures inside traceferry, which the app did not see.',
    unit: '{failure}',
  })
  const observe: BatchObservableCallback = (result) => {
    const now = counters()
    result.observe(calls, now.forwarded, { 'traceferry.result': 'forwarded' })
    for (const [reason, times] of Object.entries(now.skipped)) {
      result.observe(calls, times, { 'traceferry.result': 'skipped', 'traceferry.reason': reason })
    }
    for (const [reason, times] of Object.entries(now.dropped)) {
      result.observe(dropped, times, { 'traceferry.reason': reason })
    }
    result.observe(failures, now.failed)
  }
  const all = [calls, dropped, failures]
  meter.addBatchObservableCallback(observe, all)
  return () => meter.removeBatchObservableCallback(observe, all)
}
