import fc from 'fast-check'
import { expect, test } from 'vitest'
import { grpcTimeout } from '../src/internal.ts'

const sizes: Record<string, number> = { H: 3_600_000, M: 60_000, S: 1000, m: 1, u: 1e-3, n: 1e-6 }
const order = ['m', 'S', 'M', 'H']

function read(value: string): { count: number; unit: string; ms: number } {
  const [, digits = '', unit = ''] = /^([1-9]\d{0,7})([HMSmun])$/.exec(value) ?? []
  expect(digits, value).not.toBe('')
  return { count: Number(digits), unit, ms: Number(digits) * (sizes[unit] as number) }
}

/** At most 8 digits, no zero, never longer, in the finest unit that has room. */
function check(ms: number): void {
  const { unit, ms: told } = read(grpcTimeout(ms))
  expect(told).toBeLessThanOrEqual(ms)
  if (ms > 99_999_999 * 3_600_000) expect(grpcTimeout(ms)).toBe('99999999H')
  else expect(told).toBeGreaterThan(ms - (sizes[unit] as number))
  const finer = order[order.indexOf(unit) - 1]
  if (finer !== undefined) expect(Math.floor(ms / (sizes[finer] as number))).toBeGreaterThan(99_999_999)
}

test('every whole number of milliseconds from 1 to 10^15', () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 1e15 }), check), { numRuns: 5000 })
  // Small ones are as likely as large ones.
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 15, noNaN: true }).map((n) => Math.floor(10 ** n)),
      check,
    ),
    { numRuns: 5000 },
  )
  for (const size of Object.values(sizes).filter((ms) => ms >= 1))
    for (const edge of [1, 99_999_999, 100_000_000])
      for (const by of [-1, 0, 1]) if (edge * size + by >= 1) check(edge * size + by)
})

test('parts of milliseconds, and what is no time at all', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-6, max: 1e6, noNaN: true }), (ms) => {
      const { ms: told } = read(grpcTimeout(ms))
      expect(told).toBeLessThanOrEqual(ms)
    }),
  )
  expect([0.3, 0.0004].map(grpcTimeout)).toEqual(['300u', '400n'])
  for (const ms of [0, -1, 1e-9, Number.NaN]) expect(grpcTimeout(ms)).toBe('1n')
  expect(grpcTimeout(Number.POSITIVE_INFINITY)).toBe('99999999H')
})
