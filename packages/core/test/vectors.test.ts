import { readFileSync } from 'node:fs'
import { afterEach, describe, expect, test } from 'vitest'
import {
  capture,
  createPolicy,
  current,
  forward,
  type Options,
  run,
  TraceferryError,
  withoutForwarding,
} from '../src/index.ts'
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

function optionsOf(policy: string): Options {
  if (policy === 'verbatim') return { verbatim: true }
  const [, key = '', value = ''] = /(extra|allow|maxBytes)[:=](\S+)/.exec(policy) ?? []
  if (key === 'extra') return { headers: value.split(',') }
  if (key === 'allow') return { targets: value.split(',') }
  return key === 'maxBytes' ? { maxBytes: Number(value) } : {}
}

function outbound(vector: Vector): Map<string, string> {
  const captured = capture(vector.in.flat(), createPolicy(optionsOf(vector.policy), {}))
  const { origin, pathname, search } = new URL(vector.out?.url ?? 'http://orders:8080/')
  const call = { origin, path: pathname + search, headers: vector.out?.headers ?? {} }
  const added = run(captured, () =>
    vector.policy.includes('withoutPropagation')
      ? withoutForwarding(() => forward(current(), call))
      : forward(current(), call),
  )
  const wire = new Map(Array.isArray(call.headers) ? call.headers.map(([n, v]) => [n.toLowerCase(), v]) : [])
  for (let i = 0; i < added.length; i += 2) {
    expect(wire.has(added[i] as string), `${added[i]} twice`).toBe(false)
    wire.set(added[i] as string, added[i + 1] as string)
  }
  return wire
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
  for (const vector of vectors.filter((v) => !v.policy.includes('out='))) {
    test(`${vector.name}: ${vector.why}`, () => {
      pretendOtel(vector.env?.otel)
      if (vector.name === 'opt-in-blocked-name') {
        expect(() => createPolicy(optionsOf(vector.policy), {})).toThrow(TraceferryError)
        return
      }
      expectHeaders(outbound(vector), vector.expect)
    })
  }
})
