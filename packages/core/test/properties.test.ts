import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { isForbidden } from '../src/headers/is-forbidden.ts'
import { capture, createPolicy, forward, namesOf, type Options, pairsOf, rulesOf } from '../src/internal.ts'

// What holds for any bytes a client may send and any options a user may choose. RUNS is raised by hand for a soak.
const numRuns = Number(process.env.RUNS ?? 10_000)
vi.setConfig({ testTimeout: 10 * numRuns })

const known = [
  'x-request-id',
  'traceparent',
  'tracestate',
  'baggage',
  'b3',
  'x-b3-traceid',
  'x-b3-spanid',
  'x-b3-parentspanid',
  'x-b3-sampled',
  'x-b3-flags',
  'x-datadog-trace-id',
  'x-datadog-parent-id',
  'x-datadog-tags',
  'sw8',
  'sw8-correlation',
  'x-amzn-trace-id',
  'x-cloud-trace-context',
  'grpc-trace-bin',
  'uber-trace-id',
  'uberctx-user',
  'ot-tracer-spanid',
  'x-ot-span-context',
  'x-team-a',
  'x-envoy-max-retries',
  'x-forwarded-for',
  'host',
  'content-length',
  'authorization',
  'cookie',
  '__proto__',
  'uberctx-__proto__',
  'end-user',
]
const members = (count: number, size: number) =>
  Array.from({ length: count }, (_, i) => `m${i}=`.padEnd(Math.max(5, size - 1), 'v')).join()
const hex = (length: number) => fc.stringMatching(new RegExp(`^[0-9a-f]{${length}}$`))
const likely = fc.oneof(
  fc.tuple(hex(32), hex(16)).map(([t, s]) => `00-${t}-${s}-01`),
  fc.tuple(hex(32), hex(16), fc.constantFrom('', '-1', '-0', '-d')).map(([t, s, d]) => `${t}-${s}${d}`),
  hex(32),
  hex(16),
  fc.constantFrom(
    '',
    ' ',
    '0',
    '1',
    'd',
    'null',
    'undefined',
    '-',
    'a,b',
    ',',
    ';',
    '=',
    '%',
    'Root=1-5759e988-bd862e3fe1be46a994272793',
  ),
  // A value may be the name of another header, of one that is there or is not.
  fc.constantFrom(...known),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: 'binary-ascii', maxLength: 40 }),
  fc.string({ minLength: 0, maxLength: 9000 }),
  fc.integer({ min: 1, max: 90 }).chain((n) => fc.constantFrom(n, 8192 / n, 9000 / n).map((size) => members(n, size))),
)
const name = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom(...known) },
  { weight: 1, arbitrary: fc.string({ maxLength: 12 }) },
)
const anyCase = fc.tuple(name, fc.boolean()).map(([n, upper]) => (upper ? n.toUpperCase() : n))
const lines = fc.array(fc.tuple(anyCase, likely), { maxLength: 12 })
const all = (headers: readonly string[]) => headers.reduce((bytes, text) => bytes + text.length, 0)
const options: fc.Arbitrary<Options> = fc.record(
  {
    maxBytes: fc.constantFrom(0, 10, 200, 8192),
    verbatim: fc.boolean(),
    headers: fc.constantFrom(['x-team-*'], ['end-user', 'authorization'], []),
    targets: fc.constantFrom('all' as const, ['partner.example']),
    formats: fc.constantFrom(['w3c', 'baggage'], ['b3'], ['request-id', 'jaeger', 'skywalking']),
  },
  { requiredKeys: [] },
)

test(`what goes out is a part of what came in, sendable, within the budget, never forbidden (${numRuns} runs)`, () => {
  fc.assert(
    fc.property(lines, options, (pairs, chosen) => {
      const { headers } = capture(pairs.flat(), createPolicy(chosen, {}))
      expect(Object.isFrozen(headers)).toBe(true)
      const names = pairsOf(headers).map(([name]) => name)
      let bytes = 0
      for (const [i, [name, value]] of pairsOf(headers).entries()) {
        bytes += name === 'baggage' ? 0 : name.length + value.length
        const came = pairs.filter(([n]) => n.toLowerCase() === name).map(([, v]) => v)
        // Verbatim: whole values of one line, or whole members of several, white space around them and empty ones aside.
        const whole = came.map((v) => v.trim()).includes(value)
        const members = new Set(came.flatMap((v) => v.split(',').map((part) => part.trim())))
        const inside = whole || value.split(',').every((part) => members.has(part.trim()))
        expect(inside, `${name}: ${value}`).toBe(true)
        expect(isForbidden(name)).toBe(false)
        expect(value).toMatch(/^[\t\x20-\x7e\x80-\xff]+$/)
        expect(names.indexOf(name)).toBe(i)
      }
      expect(bytes).toBeLessThanOrEqual(chosen.maxBytes ?? 8192)
      expect(all(headers) - bytes).toBeLessThanOrEqual('baggage'.length + Math.max(chosen.maxBytes ?? 8192, 8192))
      if (!chosen.headers?.includes('authorization')) expect(names).not.toContain('authorization')
    }),
    { numRuns },
  )
})

test(`nothing goes to an outside host, and only ids to one that is allowed (${numRuns} runs)`, () => {
  fc.assert(
    fc.property(lines, (pairs) => {
      const captured = capture(pairs.flat(), createPolicy({ targets: ['partner.example'] }, {}))
      expect(forward(captured, { origin: 'https://evil.example' })).toEqual([])
      const sent = forward(captured, { origin: 'https://partner.example' })
      for (const name of namesOf(sent))
        expect(['baggage', 'tracestate', 'sw8', 'sw8-correlation', 'uberctx-user']).not.toContain(name)
    }),
    { numRuns },
  )
})

test(`each header is judged by its own lines alone, whatever the values of the others are (${numRuns} runs)`, () => {
  const policy = createPolicy({ headers: ['x-team-*'] }, {})
  const alone = (name: string, pairs: string[][]) =>
    pairsOf(capture(pairs.filter(([n]) => n?.toLowerCase() === name).flat(), policy).headers)
  fc.assert(
    fc.property(lines, (pairs) => {
      const singles = ['x-request-id', 'sw8', 'sw8-x', 'uberctx-user', 'x-amzn-trace-id', 'uber-trace-id', 'x-team-a']
      const together = pairsOf(capture(pairs.flat(), policy).headers)
      for (const name of singles) {
        const expected = alone(name, pairs)
        const got = together.filter(([n]) => n === name)
        // What the budget or a cap left out does not depend on names.
        if (got.length > 0) expect(got).toEqual(expected)
        else if (all(pairs.flat()) < 2048) expect(expected).toEqual([])
      }
    }),
    { numRuns },
  )
})

test(`baggage that W3C wants carried is never cut, whatever else came (${numRuns} runs)`, () => {
  const policy = createPolicy({ headers: ['x-team-*', 'end-user'] }, {})
  fc.assert(
    fc.property(lines, fc.integer({ min: 1, max: 64 }), fc.boolean(), (pairs, count, long) => {
      const value = members(count, long ? Math.floor(8193 / count) : 8)
      expect(value.length).toBeLessThanOrEqual(8192)
      const others = pairs.filter(([name]) => name.toLowerCase() !== 'baggage')
      const { headers } = capture([...others.flat(), 'baggage', value], policy)
      expect(pairsOf(headers).find(([name]) => name === 'baggage')?.[1]).toBe(value)
    }),
    { numRuns },
  )
})

// Of the same names, as that is what is remembered, with other values.
const twice = fc.array(fc.tuple(anyCase, likely, likely), { maxLength: 6 })

test(`what came before changes nothing (${numRuns} runs)`, () => {
  fc.assert(
    fc.property(twice, options, (triples, chosen) => {
      const used = createPolicy(chosen, {})
      for (const at of [1, 2, 1] as const) {
        const lines = triples.flatMap((triple) => [triple[0], triple[at]])
        const captured = capture(lines, used)
        const { headers } = captured
        expect(headers).toEqual(capture(lines, createPolicy(chosen, {})).headers)
        expect(rulesOf(captured).map(({ outbound }) => outbound)).toEqual(namesOf(headers))
      }
    }),
    { numRuns },
  )
})
