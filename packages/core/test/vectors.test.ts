import { readFileSync } from 'node:fs'
import { afterEach, describe, expect, test } from 'vitest'
import {
  type Call,
  type Captured,
  capture,
  createPolicy,
  current,
  forward,
  type Options,
  pairsOf,
  run,
  TraceferryError,
  withoutForwarding,
} from '../src/internal.ts'
import { pretendOtel } from './pretend-otel.ts'

// The cases of the header rules (vectors/README.md): what a service received, what its outbound call must carry.
interface Vector {
  name: string
  in: [string, string][]
  policy: string
  out?: { url?: string; headers?: [string, string][] }
  env?: { otel?: { activeSpan: string; propagationFields: string[] } }
  expect: Record<string, string | null>
  why: string
}

const vectors: Vector[] = JSON.parse(readFileSync(new URL('vectors/rules.json', import.meta.url), 'utf8'))

/** How a vector's call is made: what its `policy` says, word for word. A text that is not here fails. */
interface Situation {
  options?: Options
  /** Makes the call, or several; by default in the context of what came in. */
  call?: (captured: Captured, call: Call, lines: readonly string[]) => readonly (readonly string[])[]
  /** How many calls that are; one unless it says so. */
  calls?: number
}

const inRequest = (captured: Captured, call: Call) => [run(captured, () => forward(current(), call))]

const situations: Record<string, Situation> = {
  default: {},
  verbatim: { options: { verbatim: true } },
  'extra:end-user': { options: { headers: ['end-user'] } },
  'extra:x-envoy-upstream-rq-timeout-ms,host': { options: { headers: ['x-envoy-upstream-rq-timeout-ms', 'host'] } },
  'allow:partner.example.com': { options: { targets: ['partner.example.com'] } },
  'allow:*': { options: { targets: 'all' } },
  'default; maxBytes=8192': { options: { maxBytes: 8192 } },
  'default; value set through the API, not captured': { call: byHand },
  'default; value set through the API': { call: byHand },
  'default; call wrapped in withoutPropagation()': {
    call: (captured, call) => [run(captured, () => withoutForwarding(() => forward(current(), call)))],
  },
  'default; two calls from one request': {
    calls: 2,
    call: (captured, call) => run(captured, () => [forward(current(), call), forward(current(), call)]),
  },
  'default; call made with no active request': {
    calls: 3,
    // Beside a request that is open, and after one that is over.
    call: (captured, call) => {
      const before = forward(current(), call)
      const beside = run(captured, () => run(undefined, () => forward(current(), call)))
      return [before, beside, forward(current(), call)]
    },
  },
}

/** A set whose values the app has put together itself: the lines of the vector, unchecked. */
function byHand(captured: Captured, call: Call, lines: readonly string[]): readonly (readonly string[])[] {
  const set = Object.freeze({ headers: Object.freeze([...lines]), policy: captured.policy, toJSON: () => ({}) })
  return [run(set, () => forward(current(), call))]
}

/** The carriers of the other vectors: where their tests are. */
const elsewhere: Record<string, string> = {
  'default; out=grpc metadata': 'grpc/test/vectors.test.ts',
  'default; out=WebSocket handshake': 'fetch/test/vectors.test.ts',
  'default; out=kafka headers': 'messages/test/messages.test.ts',
  'default; out=jms': 'messages/test/messages.test.ts',
  'default; out=amqp application-properties': 'messages/test/messages.test.ts',
}

function outbound(vector: Vector, { options = {}, call: make = inRequest }: Situation): Map<string, string>[] {
  const lines = vector.in.flat()
  // For the call without a request there must be one beside it whose ids could leak.
  const captured = capture(lines.length > 0 ? lines : ['x-request-id', 'r-1', 'b3', '0'], createPolicy(options, {}))
  const { origin, pathname, search } = new URL(vector.out?.url ?? 'http://orders:8080/')
  const own = vector.out?.headers ?? []
  const call = { origin, path: pathname + search, headers: own }
  const calls = make(captured, call, lines)
  return calls.map((added) => {
    const wire = new Map(own.map(([name, value]) => [name.toLowerCase(), value]))
    for (const [name, value] of pairsOf(added)) {
      expect(wire.has(name), `${name} twice`).toBe(false)
      wire.set(name, value)
    }
    return wire
  })
}

function expectHeaders(wire: Map<string, string>, wanted: Vector['expect']): void {
  for (const [name, value] of Object.entries(wanted)) {
    const got = wire.get(name) ?? null
    if (value?.startsWith('/^')) expect(got).toMatch(new RegExp(value.slice(1, -1)))
    else expect(got, name).toBe(value)
  }
}

afterEach(() => pretendOtel(undefined))

describe('rules.json', () => {
  test('has a test for each vector', () => {
    const known = { ...situations, ...elsewhere }
    expect(vectors.map(({ policy }) => policy).filter((policy) => known[policy] === undefined)).toEqual([])
    for (const file of Object.values(elsewhere))
      expect(readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8')).toContain('rules.json')
  })

  for (const vector of vectors.filter(({ policy }) => elsewhere[policy] === undefined)) {
    test(`${vector.name}: ${vector.why}`, () => {
      const situation = situations[vector.policy] as Situation
      pretendOtel(vector.env?.otel)
      if (vector.name === 'opt-in-blocked-name') {
        expect(() => createPolicy(situation.options, {})).toThrow(TraceferryError)
        return
      }
      const wires = outbound(vector, situation)
      expect(wires).toHaveLength(situation.calls ?? 1)
      for (const wire of wires) expectHeaders(wire, vector.expect)
    })
  }
})
