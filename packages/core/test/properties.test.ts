import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isForbidden } from '../src/forbidden.ts'
import { capture, createPolicy, forward, type Options } from '../src/index.ts'

// What holds for any bytes a client may send and any options a user may choose. RUNS is raised by hand for a soak.
const numRuns = Number(process.env.RUNS ?? 10_000)

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
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: 'binary-ascii', maxLength: 40 }),
  fc.string({ minLength: 0, maxLength: 9000 }),
)
const name = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom(...known) },
  { weight: 1, arbitrary: fc.string({ maxLength: 12 }) },
)
const anyCase = fc.tuple(name, fc.boolean()).map(([n, upper]) => (upper ? n.toUpperCase() : n))
const lines = fc.array(fc.tuple(anyCase, likely), { maxLength: 12 })
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
      let bytes = 0
      for (let i = 0; i < headers.length; i += 2) {
        const [name, value] = [headers[i] as string, headers[i + 1] as string]
        bytes += name.length + value.length
        const came = pairs.filter(([n]) => n.toLowerCase() === name).map(([, v]) => v)
        const inside =
          came.some((v) => v.includes(value)) || value.split(',').every((part) => came.some((v) => v.includes(part)))
        expect(inside, `${name}: ${value}`).toBe(true)
        expect(isForbidden(name)).toBe(false)
        expect(value).toMatch(/^[\t\x20-\x7e\x80-\xff]+$/)
        expect(headers.indexOf(name)).toBe(i)
      }
      expect(bytes).toBeLessThanOrEqual(chosen.maxBytes ?? 8192)
      if (!chosen.headers?.includes('authorization')) expect(headers).not.toContain('authorization')
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
      for (const name of sent.filter((_, i) => i % 2 === 0))
        expect(['baggage', 'tracestate', 'sw8', 'sw8-correlation', 'uberctx-user']).not.toContain(name)
    }),
    { numRuns },
  )
})
