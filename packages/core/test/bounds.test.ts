import { describe, expect, test } from 'vitest'
import { capture, counters, createPolicy, fromJSON, namesOf, type Options, pairsOf } from '../src/internal.ts'

// What one request, or one message, may bring: caps hold to the byte, and what is over a cap is counted.

const captured = (lines: string[], options: Options = {}) => capture(lines, createPolicy(options, {})).headers
const sizeOf = (headers: readonly string[]) => headers.reduce((bytes, text) => bytes + text.length, 0)
const dropped = (reason: string) => counters().dropped[reason] ?? 0

describe('a prefix', () => {
  const team = { headers: ['x-team-*'] }

  test('holds its bytes exactly: names and values', () => {
    expect(captured(['x-team-a', 'r'.repeat(8000)], team)).toEqual([])
    expect(captured(['x-team-a', 'r'.repeat(2000), 'x-team-b', 's'.repeat(6000)], team).length).toBe(2)
    const room = 2048 - 'x-team-a'.length
    expect(sizeOf(captured(['x-team-a', 'r'.repeat(room)], team))).toBe(2048)
    expect(captured(['x-team-a', 'r'.repeat(room + 1)], team)).toEqual([])
  })

  test('takes a smaller one after one that was too big', () => {
    expect(captured(['x-team-a', 'r'.repeat(8000), 'x-team-b', 's'], team)).toEqual(['x-team-b', 's'])
  })

  test('holds its number exactly, whatever the case and the order, and counts what it left out', () => {
    const before = dropped('prefix-cap')
    const lines = Array.from({ length: 1000 }, (_, i) => [i % 2 === 0 ? `x-team-${i}` : `X-TEAM-${i}`, 'v']).flat()
    expect(namesOf(captured([...lines, 'x-request-id', 'r-1'], team))).toEqual([
      ...Array.from({ length: 16 }, (_, i) => `x-team-${i}`),
      'x-request-id',
    ])
    expect(dropped('prefix-cap')).toBe(before + 984)
  })

  test('keeps the first of a name, in any case', () => {
    expect(captured(['uberctx-a', '1', 'UBERCTX-A', '2', 'Uberctx-B', '3'])).toEqual([
      ...['uberctx-a', '1'],
      ...['uberctx-b', '3'],
    ])
    const first = ['uberctx-x', 'v'.repeat(100), 'uberctx-a', 'v'.repeat(8100)]
    expect(captured([...first, 'uberctx-a', 'v'])).toEqual(first.slice(0, 2))
  })

  test('has caps of its own, which verbatim does not lift', () => {
    const chosen = { headers: [{ inbound: 'x-team-*', maxCount: 1, maxBytes: 10 }], verbatim: true }
    expect(captured(['x-team-a', '123', 'x-team-a', '12', 'x-team-b', '1', 'x-team-c', '1'], chosen)).toEqual([
      'x-team-b',
      '1',
    ])
  })
})

describe('lists that go on in other lines', () => {
  const lines = (name: string, times: number, size = 250) =>
    Array.from({ length: times }, (_, i) => [name, `m${i}=${'v'.repeat(size)}`]).flat()
  const traceparent = ['traceparent', `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`]

  test('of baggage keep the members that fit', () => {
    for (const maxBytes of [600, 8192, 65_536]) {
      const [, value = ''] = captured(lines('baggage', 60), { maxBytes })
      expect(value.length).toBeLessThanOrEqual(maxBytes)
      expect(value.split(',')).toHaveLength(Math.min(60, Math.floor((maxBytes - 7) / 254)))
    }
    expect(captured(lines('baggage', 70), { maxBytes: 65_536 })[1]?.split(',')).toHaveLength(64)
  })

  test('of tracestate are left out where not all of them fit', () => {
    for (const [times, size, kept] of [
      [16, 250, true],
      [17, 250, false],
      [32, 8, true],
      [33, 8, false],
    ] as const) {
      const headers = captured([...traceparent, ...lines('tracestate', times, size)], { maxBytes: 65_536 })
      expect(headers, `${times} of ${size}`).toHaveLength(kept ? 4 : 2)
    }
    expect(captured([...traceparent, ...lines('tracestate', 16)], { maxBytes: 4096 })).toHaveLength(2)
  })

  test('cost what they bring, and not its square', () => {
    const lines = Array.from({ length: 100_000 }, (_, i) => ['tracestate', `k${i}=1`]).flat()
    expect(captured(['traceparent', `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`, ...lines])).toHaveLength(2)
  })
})

describe('a message', () => {
  test('is looked at for as many headers as a server of Node shows', () => {
    const before = dropped('too many headers')
    const flood = Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`uberctx-${i.toString(36)}`, 'v']))
    expect(pairsOf(fromJSON(flood).headers)).toHaveLength(64)
    expect(dropped('too many headers')).toBe(before + 1)
    expect(fromJSON({ 'x-request-id': Array.from({ length: 100_000 }, () => 'null') }).headers).toEqual([])
  })

  test('may have any number of headers that are none of ours', () => {
    const others = Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`field-${i}`, 'v']))
    expect(fromJSON({ ...others, 'x-request-id': 'r-1' }).headers).toEqual(['x-request-id', 'r-1'])
  })

  test('with a value of a megabyte is not read further', () => {
    expect(fromJSON({ baggage: 'a'.repeat(1_250_000), 'x-request-id': 'r-1' }).headers).toEqual(['x-request-id', 'r-1'])
  })
})

describe('the budget', () => {
  const long = (bytes: number) => `k=${'v'.repeat(bytes - 2)}`

  test('lets baggage of 8,192 bytes in 64 members go whole, whatever else came', () => {
    const members = Array.from({ length: 64 }, (_, i) => `m${i}=`.padEnd(127, 'v')).join()
    expect(members).toHaveLength(64 * 127 + 63)
    const lines = ['x-ot-span-context', 'o'.repeat(2000), 'sw8-correlation', 'c'.repeat(6000), 'baggage', members]
    expect(captured(lines)).toEqual(lines)
    expect(captured(['baggage', long(8192)])).toEqual(['baggage', long(8192)])
  })

  test('cuts longer baggage at a member', () => {
    expect(captured(['baggage', long(8193)])).toEqual([])
    expect(captured(['baggage', `${long(4000)},${long(4000)},${long(4000)}`])).toEqual([
      'baggage',
      `${long(4000)},${long(4000)}`,
    ])
  })

  test('is about baggage, too, where the user has set it lower', () => {
    expect(captured(['baggage', long(8192)], { maxBytes: 8191 })).toEqual([])
    expect(captured(['x-request-id', 'r-1', 'baggage', long(200)], { maxBytes: 100 })).toEqual(['x-request-id', 'r-1'])
  })

  test('counts the names that go out', () => {
    const chosen = { headers: [{ inbound: 'a', outbound: 'x-a-longer-name' }], maxBytes: 16 }
    expect(captured(['a', '12'], chosen)).toEqual([])
    expect(captured(['a', '1'], chosen)).toEqual(['x-a-longer-name', '1'])
  })
})

test('lines that are no text are passed over', () => {
  expect(captured(['x-request-id', 1, 'b3', null, 2, 'x', 'traceparent'] as unknown as string[])).toEqual([])
})
