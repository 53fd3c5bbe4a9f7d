import type { RequestListener } from 'node:http'
import { createPolicy, handle } from '@traceferry/core'
import { install, uninstall } from '@traceferry/fetch'
import { type Echo, headersOf, startEcho } from '@traceferry/testkit'
import { Pool } from 'undici'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { clients, exporter, REQUESTS, serve } from './sdk.ts'

let echo: Echo
beforeAll(async () => {
  echo = await startEcho()
})
beforeEach(() => {
  echo.clear()
  exporter.reset()
})
afterAll(() => echo.close())

test("alone: OpenTelemetry's own instrumentations carry x-request-id, and no forwarder is there", async () => {
  await serve(echo.url, clients)
  for (let n = 0; n < REQUESTS; n++) {
    for (const name of Object.keys(clients)) {
      expectLines(n, name, [])
      expectSpan(n, name)
    }
  }
})

test('together with the forwarders: exactly once, and the rest of the mesh goes, too', async () => {
  const policy = createPolicy({ headers: ['x-team-*'] }, {})
  const wrap =
    (listener: RequestListener): RequestListener =>
    (request, response) =>
      handle(request, response, policy, () => listener(request, response))
  const pool = new Pool(echo.url, { connections: 1 })
  const viaPool = async (url: string) =>
    (await pool.request({ path: new URL(url).pathname, method: 'GET' })).body.text()
  install()
  try {
    await serve(echo.url, { ...clients, pool: viaPool }, wrap)
  } finally {
    uninstall()
    await pool.close()
  }
  for (let n = 0; n < REQUESTS; n++) {
    const b3 = ['x-b3-sampled', 'x-b3-spanid', 'x-b3-traceid'].map((name) => `${name}: ${inbound(n, name)}`)
    // On a saturated pool of undici 7 OpenTelemetry's own ids are another request's; ours are not.
    expectLines(n, 'pool', b3)
    for (const name of Object.keys(clients)) {
      expectLines(n, name, b3)
      expectSpan(n, name)
    }
  }
})

function inbound(n: number, name: string): string {
  const headers = headersOf(n)
  return headers[headers.indexOf(name) + 1] as string
}

/** The headers of a client's one call that begin so, sorted, as lines. */
function lines(n: number, client: string, start: string): string[] {
  const [call, ...more] = echo.seen(`/${n}/${client}`)
  expect(more).toEqual([])
  const raw = call?.rawHeaders ?? []
  const all = raw.map((name, i) => (i % 2 === 0 ? `${name.toLowerCase()}: ${raw[i + 1]}` : ''))
  return all.filter((line) => line.startsWith(start)).sort()
}

function expectLines(n: number, client: string, b3: readonly string[]): void {
  expect(lines(n, client, 'x-')).toEqual([...b3, `x-request-id: request-${n}`, `x-team-color: team-${n}`])
}

/** Fails unless the call names a span below the one of its own request, which is below the inbound one. */
function expectSpan(n: number, client: string): void {
  const [traceparent = '', ...more] = lines(n, client, 'traceparent')
  expect(more).toEqual([])
  const spans = new Map(exporter.getFinishedSpans().map((span) => [span.spanContext().spanId, span]))
  const [, traceId, spanId = ''] = traceparent.split('-')
  const server = spans.get(spans.get(spanId)?.parentSpanContext?.spanId ?? '')
  const parent = server?.parentSpanContext?.spanId
  expect([client, traceId, parent]).toEqual([client, ...inbound(n, 'traceparent').split('-').slice(1, 3)])
}
