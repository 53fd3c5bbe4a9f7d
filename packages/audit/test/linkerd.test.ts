// Spans as Linkerd's proxies make them (linkerd2-proxy of 2026-08: trace-context/src/service.rs, app/src/env/trace.rs): two at
// either side of a proxy, labels of the pod, no x-request-id, and none for a call without a trace.
import { expect, test } from 'vitest'
import { kindsOf, runAudit } from './helpers/run-audit.ts'

interface Span {
  readonly pod: string
  readonly value: object
}

const hex = (length: number) => Array.from({ length }, () => Math.floor(Math.random() * 16).toString(16)).join('')
const nanos = (seconds: number) => `${Math.round(seconds * 1e6)}000`
const attributes = (tags: Record<string, string>) =>
  Object.entries(tags).map(([key, stringValue]) => ({ key, value: { stringValue } }))

/** What the proxy of a service does on one side: a span for what comes to it, and one for what it sends. */
function side(all: Span[], pod: string, direction: string, trace: string, above: string, start: number, host: string) {
  let parentSpanId = above
  for (const kind of [2, 3]) {
    const spanId = hex(16)
    const tags = { direction, 'url.full': '/', 'url.path': '/', 'server.address': host, 'user_agent.original': 'node' }
    const times = { startTimeUnixNano: nanos(start), endTimeUnixNano: nanos(start + 0.01) }
    all.push({ pod, value: { traceId: trace, spanId, parentSpanId, kind, ...times, attributes: attributes(tags) } })
    parentSpanId = spanId
  }
  return parentSpanId
}

type Header = 'fresh' | 'stale' | 'none'

/** `a` calls `b`, which calls `c`, with the header that each of them sends. */
function chain(sends: Record<string, Header>): string {
  const all: Span[] = []
  for (let i = 0; i < 60; i++) {
    const [trace, client] = [hex(32), hex(16)]
    const at = 1_790_000_000 + i
    let header = { fresh: side(all, 'a', 'inbound', trace, client, at, 'a'), stale: client }
    for (const [from, to] of [
      ['a', 'b'],
      ['b', 'c'],
    ] as const) {
      const sent = sends[from] ?? 'fresh'
      if (sent === 'none') break
      const out = side(all, from, 'outbound', trace, header[sent], at + 0.002, to)
      header = { fresh: side(all, to, 'inbound', trace, out, at + 0.003, to), stale: header.fresh }
    }
  }
  const labels = (pod: string) => ({
    ...{ 'service.name': 'linkerd-proxy', app: pod, 'host.name': `${pod}-7c9d8f6b5-x2v9k` },
    ...{ 'linkerd.io/proxy-deployment': pod, 'linkerd.io/workload-ns': 'shop' },
  })
  const resourceSpans = all.map(({ pod, value }) => ({
    resource: { attributes: attributes(labels(pod)) },
    scopeSpans: [{ spans: [value] }],
  }))
  return JSON.stringify({ resourceSpans })
}

test('a whole trace has three services, and nothing is wrong with any', async () => {
  const ran = await runAudit(['-', '--json'], chain({}))
  expect(kindsOf(ran)).toEqual({ a: [], b: [], c: [] })
  const { workloads, edges } = JSON.parse(ran.stdout)
  const numbers = workloads.map((one: Record<string, unknown>) => [one.name, one.namespace, one.requests, one.calls])
  expect(numbers.sort()).toEqual([
    ['a', 'shop', 60, 60],
    ['b', 'shop', 60, 60],
    ['c', 'shop', 60, 0],
  ])
  expect(edges.map(({ from, to }: Record<string, string>) => `${from} ${to}`)).toEqual(
    expect.arrayContaining(['a.shop b.shop', 'b.shop c.shop']),
  )
})

test('a stale header is found, and a service that forwards nothing looks like a leaf, which is said', async () => {
  expect(kindsOf(await runAudit(['-', '--json'], chain({ b: 'stale' })))).toEqual({ a: [], b: ['hangs-flat'], c: [] })
  const { stdout } = await runAudit(['-'], chain({ b: 'none' }))
  expect(stdout).toMatch(/^ b +shop +60 +0 +- +leaf/m)
  expect(stdout).toContain('a service that forwards nothing looks like a leaf here, so it is not found')
})
