// One pass: start the shop, send the checkouts, wait for the last span, count.
import { startCollector } from '../envoy/collector.js'
import { findEnvoy } from '../envoy/envoy-binary.js'
import { lastSpan } from '../envoy/last-span.js'
import { tracers } from '../envoy/tracers.js'
import { expectedSpans, figuresOf } from './figures.js'
import { sendCheckouts } from './load.js'
import { startShop } from './shop.js'

/**
 * With the one line in the services, or without; `forwardTo` is a Zipkin server that is to get the spans, too.
 * @typedef {object} ShopOptions
 * @property {boolean} traceferry
 * @property {'zipkin' | 'otel'} [tracer]
 * @property {import('../envoy/envoy-binary.js').Envoy} [envoy]
 * @property {string} [forwardTo]
 * @property {boolean} [runtimes] services on Bun, Deno and workerd
 */

/**
 * Runs the shop behind real sidecars once, with the one line in its services or without.
 * @param {ShopOptions & { requests?: number, concurrency?: number }} options
 */
export async function runShop(options) {
  const pass = await openShop(options)
  try {
    return await pass.measure(options)
  } finally {
    await pass.stop()
  }
}

/**
 * The same in steps, for who wants to keep it running.
 * @param {ShopOptions} options
 */
export async function openShop({ traceferry, tracer = 'zipkin', envoy, forwardTo, runtimes }) {
  const collector = await startCollector({ forwardTo })
  try {
    const tracing = tracers[tracer](collector.port)
    const shop = await startShop({ envoy: envoy ?? (await findEnvoy()), traceferry, tracing, runtimes })
    return { gateway: shop.gateway, admins: shop.admins, collector: collector.url, measure, stop }

    /** @param {{ requests?: number, concurrency?: number, onAnswer?: () => void }} [options] */
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
