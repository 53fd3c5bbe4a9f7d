// Garbage, truncated and hostile input: a clear error or a correct answer, never a crash, a forged line or a wrong service.
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { jaegerTraces, logLine, otlp, zipkinSpan } from './helpers/formats.ts'
import { kindsOf, type Ran, runAudit } from './helpers/run-audit.ts'
import { type Fault, simulate } from './helpers/simulate.ts'

const services: Record<string, Fault> = { lossy: 'lost', ok: 'whole' }
const seen = [...simulate({ services, requests: 40 })]
const texts = {
  zipkin: JSON.stringify(seen.map(zipkinSpan)),
  jaeger: JSON.stringify(jaegerTraces(seen)),
  otlp: JSON.stringify(otlp(seen)),
  lines: seen.map((one) => `[pod/${one.service}-7c9d8f6b5-x2v9k/istio-proxy] ${logLine(one)}`).join('\n'),
}

/** It ends with 0 and a report, or with 2 and one line that says why; its own failure is neither. */
function expectClean({ code, stdout, stderr }: Ran): void {
  expect(`${stdout}${stderr}`).not.toMatch(/TF829/)
  if (code === 0) expect(() => JSON.parse(stdout)).not.toThrow()
  else {
    expect(code).toBe(2)
    expect(stderr.trim().split('\n')).toHaveLength(1)
    expect(stderr).toMatch(/^TF82\d: .+; .+\. See https:\/\/\S+\/docs\/errors\.md#tf82\d/)
  }
}

test('any bytes', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 2000 }), async (bytes) => {
      expectClean(await runAudit(['-', '--json'], Buffer.from(bytes)))
    }),
    { numRuns: 100 },
  )
})

test('any JSON, also such that looks like spans', async () => {
  const value = fc.oneof(fc.string(), fc.integer(), fc.constant(null), fc.jsonValue(), fc.constant('0'.repeat(32)))
  const spanLike = fc.record(
    {
      traceId: value,
      id: value,
      parentId: value,
      timestamp: value,
      duration: value,
      kind: value,
      localEndpoint: value,
      tags: value,
      traceID: value,
      spanID: value,
      spans: value,
      processes: value,
      references: value,
      resourceSpans: value,
      scopeSpans: value,
      data: value,
      request_id: value,
      upstream_cluster: value,
      start_time: value,
      log: value,
      kubernetes: value,
    },
    { requiredKeys: [] },
  )
  await fc.assert(
    fc.asyncProperty(fc.array(spanLike, { maxLength: 20 }), fc.boolean(), async (all, asLines) => {
      const text = asLines ? all.map((one) => JSON.stringify(one)).join('\n') : JSON.stringify(all)
      expectClean(await runAudit(['-', '--json'], text))
    }),
    { numRuns: 200 },
  )
})

for (const [name, text] of Object.entries(texts)) {
  test(`${name}, cut off anywhere: what came before counts, and it is said`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: text.length - 2 }), async (end) => {
        const ran = await runAudit(['-', '--json'], text.slice(0, end))
        expectClean(ran)
        if (ran.code === 0) {
          const kinds = kindsOf(ran)
          // A half of the spans may lack parents, but the service that forwards is not blamed for what it did not do.
          expect((kinds.ok ?? []).filter((kind) => kind !== 'hole')).toEqual([])
          expect((kinds.lossy ?? []).filter((kind) => kind !== 'does-not-forward')).toEqual([])
        }
      }),
      { numRuns: 30 },
    )
  })
}

test('a gzip that is cut off, or is none', async () => {
  const packed = gzipSync(texts.zipkin)
  for (const bytes of [
    packed.subarray(0, packed.length / 2),
    packed.subarray(0, 12),
    Buffer.from([0x1f, 0x8b, 1, 2, 3]),
  ]) {
    const ran = await runAudit(['-', '--json'], bytes)
    expectClean(ran)
    if (ran.code === 0) expect(JSON.parse(ran.stdout).notes.join()).toMatch(/gzip|middle/)
  }
})

test('names with escapes cannot forge a line or paint', async () => {
  const evil = '\u001b[2J\n::error::forged\u202e##[error]x'
  const hostile = texts.zipkin
    .replaceAll('"lossy.shop"', JSON.stringify(`${evil}.shop`))
    .replaceAll('~lossy-7c9d8f6b5-x2v9k.shop', `~${JSON.stringify(evil).slice(1, -1)}.shop`)
  for (const how of [[], ['--json'], ['--markdown']]) {
    const { code, stdout } = await runAudit(['-', ...how], hostile)
    expect(code).toBe(0)
    expect(stdout).not.toMatch(/[^\n\P{Cc}]|\p{Cf}|^::|##\[/mu)
  }
})

test('circles of parents, and ids that stand for many spans', async () => {
  const base = seen.map(zipkinSpan) as Record<string, unknown>[]
  const app = (id: string, parentId: string) => ({
    ...{ traceId: base[0]!.traceId, id, parentId, timestamp: 1_780_000_000_000_000, duration: 1 },
    localEndpoint: { serviceName: 'app' },
  })
  const circle = [app('a1', 'a2'), app('a2', 'a3'), app('a3', 'a1'), app('a4', 'a4')]
  const hung = base.map((span, i) => (i === 3 ? { ...span, parentId: 'a1' } : span))
  const same = Array.from({ length: 3000 }, () => app('b1', 'b1'))
  const text = JSON.stringify([...circle, ...hung, ...same])
  const ran = await runAudit(['-', '--json'], text)
  expect(ran.code).toBe(0)
  expect(kindsOf(ran).lossy).toEqual(['does-not-forward'])
  expect(JSON.parse(ran.stdout).read).toMatchObject({ spans: hung.length, appSpans: 3004 })
  expect((await runAudit(['-'], text)).stdout).toContain('3004 application spans')
})

test('a long chain of spans of an application, and one trace with everything in it, cost no more than their size', async () => {
  const chain = Array.from({ length: 60_000 }, (_, n) => ({
    ...{ traceId: 'c0ffee', id: (n + 1).toString(16), parentId: n === 0 ? undefined : n.toString(16) },
    ...{ timestamp: 1_780_000_000_000_000 + n, duration: 5, kind: n % 2 === 0 ? 'SERVER' : 'CLIENT' },
    localEndpoint: { serviceName: 'app' },
    tags: n % 3 === 0 ? {} : { component: 'proxy', 'guid:x-request-id': 'one for all', user_agent: 'node' },
  }))
  const before = process.cpuUsage()
  expectClean(await runAudit(['-', '--json'], JSON.stringify(chain)))
  const { user, system } = process.cpuUsage(before)
  expect((user + system) / 1e6).toBeLessThan(30)
})

test('clocks of hosts that differ by seconds change nothing', async () => {
  const all: Record<string, Fault> = {
    lossy: 'lost',
    ok: 'whole',
    flattening: 'flat',
    hollowed: 'hole',
    partial: 'id-only',
  }
  const verdictOf = async (skew: Record<string, number>) =>
    kindsOf(
      await runAudit(
        ['-', '--json'],
        JSON.stringify([...simulate({ services: all, requests: 60, skew })].map(zipkinSpan)),
      ),
    )
  const straight = await verdictOf({})
  await fc.assert(
    fc.asyncProperty(
      fc.record(
        Object.fromEntries(
          [...Object.keys(all), 'front', 'sink'].map((name) => [name, fc.integer({ min: -5_000_000, max: 5_000_000 })]),
        ),
      ),
      async (skew) => {
        expect(await verdictOf(skew)).toEqual(straight)
      },
    ),
    { numRuns: 8 },
  )
})

test('the order in which spans come does not matter', async () => {
  const sorted = kindsOf(await runAudit(['-', '--json'], texts.zipkin))
  const spans = seen.map(zipkinSpan)
  await fc.assert(
    fc.asyncProperty(fc.shuffledSubarray(spans, { minLength: spans.length }), async (shuffled) => {
      expect(kindsOf(await runAudit(['-', '--json'], JSON.stringify(shuffled)))).toEqual(sorted)
    }),
    { numRuns: 10 },
  )
})
