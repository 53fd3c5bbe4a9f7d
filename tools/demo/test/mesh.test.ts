import { describe, expect, it } from 'vitest'
import type { Span } from '../../envoy/collector.js'
import { runShop } from '../run-shop.js'

// Real Envoys, real services; the first run fetches Envoy.
const timeout = 240_000
const concurrency = 20

describe.each(['zipkin', 'otel'] as const)('the shop behind real sidecars, tracer %s', (tracer) => {
  it('without the line: a request falls apart into many traces', { timeout }, async () => {
    const { figures, failures } = await runShop({ traceferry: false, tracer, concurrency, requests: 60 })
    expect(failures).toEqual([])
    expect(figures).toMatchObject({ requests: 60, answered: 60, missingSpans: 0, wholeRequests: 0 })
    expect(figures.traces).toBeGreaterThan(60)
    expect(figures.requestIdsPerRequest).toBeGreaterThan(1)
    expect(figures.brokenLinks).toBeGreaterThan(60)
  })

  it('with it: one trace, one tree and one x-request-id per request', { timeout }, async () => {
    const { figures, failures, answers, spans } = await runShop({
      traceferry: true,
      tracer,
      concurrency,
      requests: 200,
    })
    expect(failures).toEqual([])
    expect(figures).toEqual({
      requests: 200,
      answered: 200,
      traces: 200,
      tracesPerRequest: 1,
      spans: 200 * 19,
      missingSpans: 0,
      brokenLinks: 0,
      orphans: 0,
      requestIdsPerRequest: 1,
      crossed: 0,
      wholeRequests: 200,
    })
    // The same once more, straight from the raw material and not from our own counting.
    for (const { requestId, seen } of answers) {
      expect(seen.map((call) => call.service).sort()).toEqual(called)
      expect(new Set(seen.map((call) => call.requestId))).toEqual(new Set([requestId]))
    }
    for (const trace of byTrace(spans)) {
      const ids = new Set(trace.map((span) => span.id))
      expect(ids.size).toBe(19)
      expect(trace.filter((span) => !span.parentId).map((span) => span.localEndpoint.serviceName)).toEqual(['gateway'])
      expect(trace.filter((span) => span.parentId && !ids.has(span.parentId))).toEqual([])
    }
  })
})

const called = ['inventory', 'inventory', 'ledger', 'orders', 'payments', 'storefront', ...Array(3).fill('warehouse')]

function byTrace(spans: Span[]): Span[][] {
  const ids = [...new Set(spans.map((span) => span.traceId))]
  return ids.map((id) => spans.filter((span) => span.traceId === id))
}
