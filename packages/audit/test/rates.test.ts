// Rates: how sure they are, what sampling does to them, and that timers are told from requests.
import { expect, test } from 'vitest'
import { wilson } from '../src/judge/wilson.ts'
import { zipkinSpan } from './helpers/formats.ts'
import { runAudit } from './helpers/run-audit.ts'
import { type Setting, simulate } from './helpers/simulate.ts'

interface Shown {
  readonly name: string
  readonly verdict: string
  readonly calls: number
  readonly share?: number
  readonly interval?: readonly [number, number]
  readonly kinds: readonly { readonly id: string; readonly count: number }[]
  readonly apart: readonly { readonly id: string; readonly count: number }[]
}

async function workload(setting: Setting, name: string): Promise<Shown> {
  const text = JSON.stringify([...simulate(setting)].map(zipkinSpan))
  const { workloads } = JSON.parse((await runAudit(['-', '--json'], text)).stdout) as { workloads: Shown[] }
  return workloads.find((one) => one.name === name)!
}

// Of the literature: Brown, Cai and DasGupta 2001, and by hand.
test.each([
  [0, 10, 0, 0.2775],
  [10, 10, 0.7225, 1],
  [81, 263, 0.2553, 0.3662],
  [500, 1000, 0.4691, 0.5309],
])('Wilson: %i of %i is %f to %f', (good, all, low, high) => {
  const [from, to] = wilson(good, all)
  expect(from).toBeCloseTo(low, 3)
  expect(to).toBeCloseTo(high, 3)
})

test('a service that forwards half of its calls has a rate near one half, within its interval', async () => {
  const { share, interval, kinds } = await workload({ services: { half: 'half' }, requests: 800 }, 'half')
  expect(kinds.map(({ id }) => id)).toEqual(['does-not-forward'])
  expect(share).toBeGreaterThan(0.44)
  expect(share).toBeLessThan(0.56)
  expect(interval![0]).toBeLessThan(0.5)
  expect(interval![1]).toBeGreaterThan(0.5)
})

test('a timer is a timer, whatever runs beside it', async () => {
  for (const seed of [1, 2, 3, 4, 5]) {
    const shown = await workload({ services: { ticking: 'timer' }, requests: 300, seed }, 'ticking')
    expect(shown.verdict).toBe('whole')
    expect(shown.apart).toMatchObject([{ id: 'timers', count: 300 }])
  }
})

test('requests that leave no gap are told from timers by when calls begin and end', async () => {
  const busy = { requests: 600, gap: 20_000 }
  expect((await workload({ services: { lossy: 'lost' }, ...busy }, 'lossy')).kinds).toMatchObject([
    { id: 'does-not-forward' },
  ])
  expect((await workload({ services: { ticking: 'timer' }, ...busy }, 'ticking')).verdict).toBe('whole')
})

test('at 5 % sampling the service is found all the same, though few of its calls have a request that was recorded', async () => {
  const sampled = { requests: 20_000, sampling: 0.05, gap: 300_000 }
  const lossy = await workload({ services: { lossy: 'lost' }, ...sampled }, 'lossy')
  expect(lossy.kinds).toMatchObject([{ id: 'does-not-forward' }])
  expect(lossy.share).toBe(0)
  expect(lossy.calls).toBeGreaterThan(800)
  expect((await workload({ services: { ok: 'whole' }, ...sampled }, 'ok')).verdict).toBe('whole')
})
