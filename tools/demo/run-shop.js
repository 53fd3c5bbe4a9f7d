// One pass: start the shop, send the checkouts, wait for the last span, count.
import { startCollector } from '../envoy/collector.js'
import { findEnvoy } from '../envoy/envoy-binary.js'
import { lastSpan } from '../envoy/last-span.js'
import { tracers } from '../envoy/tracers.js'
import { expectedSpans, figuresOf } from './figures.js'
import { sendCheckouts } from './load.js'
import { startShop } from './shop.js'

/**
 * Runs the shop behind real sidecars once, with the one line in its services or without.
 * @param options see run-shop.d.ts
 */
export async function runShop(options) {
  const pass = await openShop(options)
  try {
    return await pass.measure(options)
  } finally {
    await pass.stop()
  }
}

/** The same in steps, for who wants to keep it running. */
export async function openShop({ traceferry, tracer = 'zipkin', envoy, forwardTo, runtimes }) {
  const collector = await startCollector({ forwardTo })
  try {
    const tracing = tracers[tracer](collector.port)
    const shop = await startShop({ envoy: envoy ?? (await findEnvoy()), traceferry, tracing, runtimes })
    return { gateway: shop.gateway, admins: shop.admins, collector: collector.url, measure, stop }

    async function measure({ requests = 100, concurrency = 10, onAnswer } = {}) {
      const started = Date.now()
      const answers = await sendCheckouts({ gateway: shop.gateway, requests, concurrency, onAnswer })
      const seconds = ((Date.now() - started) / 1000).toFixed(1)
      await lastSpan(() => collector.spans.length, expectedSpans(answers))
      const spans = [...collector.spans]
      return { ...figuresOf(answers, spans), answers, seconds, spans, failures: [...collector.failures] }
    }
    async function stop() {
      await shop.stop()
      collector.stop()
    }
  } catch (error) {
    collector.stop()
    throw error
  }
}
