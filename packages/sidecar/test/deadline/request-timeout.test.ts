import { expect, test } from 'vitest'
import { remainingMs } from '../../src/index.ts'
import { ask, world } from './app.ts'

const here = world()

test.each([
  ['300m', 300],
  ['2S', 2000],
  ['1M', 60_000],
  ['1H', 3_600_000],
  ['500000u', 500],
  ['99999999n', 99.999999],
])('grpc-timeout: %s', async (text, ms) => {
  here.limit()
  const url = await here.serve(async () => remainingMs())
  const { value } = await ask(url, { 'grpc-timeout': text })
  expect(value).toBeLessThan(ms)
  // A busy machine may use some of it: the units differ by 60 and more.
  expect(value).toBeGreaterThan(ms > 10_000 ? ms / 2 : ms / 10 - 20)
})

test.each(['', '0m', '-1S', '5', 'S', '300 m', '123456789m', '1.5S', '5s', '1S, 2S'])(
  'grpc-timeout: "%s" is ignored',
  async (text) => {
    here.limit()
    const url = await here.serve(async () => ({ left: remainingMs() }))
    expect((await ask(url, { 'grpc-timeout': text })).value).toEqual({})
  },
)

test('the shortest of header, sidecar and default counts', async () => {
  here.limit({ defaultMs: 5000 })
  const url = await here.serve(async () => remainingMs())
  const left = async (headers: Record<string, string>) => Math.ceil((await ask(url, headers)).value / 1000)
  expect(await left({})).toBe(5)
  expect(await left({ 'grpc-timeout': '2S' })).toBe(2)
  expect(await left({ 'grpc-timeout': '60S' })).toBe(5)
  expect(await left({ 'x-envoy-expected-rq-timeout-ms': '3000' })).toBe(3)
  expect(await left({ 'x-envoy-expected-rq-timeout-ms': '3000', 'grpc-timeout': '1S' })).toBe(1)
})

test('the clock starts when the request arrives, not when its body has come', async () => {
  here.limit({ defaultMs: 1000 })
  const url = await here.serve(async () => {
    const before = remainingMs() as number
    await new Promise((resolve) => setTimeout(resolve, 120))
    return before - (remainingMs() as number)
  })
  expect((await ask(url)).value).toBeGreaterThan(110)
})

test('who asks for a stream of events has no default, but its own deadline', async () => {
  here.limit({ defaultMs: 1000 })
  const url = await here.serve(async () => ({ left: remainingMs() }))
  const accept = { accept: 'text/event-stream' }
  expect((await ask(url, accept)).value).toEqual({})
  expect((await ask(url, { ...accept, 'grpc-timeout': '500m' })).value.left).toBeLessThan(500)
})

test('outside of any request nothing is limited', () => {
  here.limit({ defaultMs: 1000 })
  expect(remainingMs()).toBeUndefined()
})
