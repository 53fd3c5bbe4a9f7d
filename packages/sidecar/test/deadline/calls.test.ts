import { outside, resolveOutsideNames } from '@traceferry/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DeadlineExceeded, isDeadlineExceeded, remainingMs } from '../../src/index.ts'
import { ask, world } from './app.ts'
import { clients } from './clients.ts'

const here = world()
let restore: () => void
/** Answers of /held that wait for the test to release them. */
const held: (() => void)[] = []
const releaseHeld = () => {
  for (const answer of held.splice(0)) answer()
}
beforeAll(() => {
  restore = resolveOutsideNames()
  here.echo.on('/slow', { answer: () => {} })
  here.echo.on('/held', { answer: (_, response) => void held.push(() => response.end('/held')) })
  here.echo.on('/half', { answer: (_, response) => response.writeHead(200, { 'content-length': 9 }).write('half') })
  here.echo.on('/503', { status: 503 })
})
afterAll(() => restore())

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** What becomes of a call: how it ended, and how many milliseconds before (-) or after its deadline. */
async function fate(call: () => Promise<unknown>) {
  const deadline = performance.now() + (remainingMs() ?? Number.NaN)
  const error = await call().then(
    () => undefined,
    (reason: unknown) => reason,
  )
  return { late: Math.round(performance.now() - deadline), exceeded: isDeadlineExceeded(error), error: String(error) }
}

describe.each(Object.entries(clients))('%s', (_, { get, single }) => {
  test('tells the next hop what remains, less the margin', async () => {
    here.limit({ marginMs: 50 })
    const url = await here.serve(async () => {
      await sleep(20)
      await get(`${here.echo.url}/told`)
      return remainingMs()
    })
    await ask(url, { 'grpc-timeout': '70000m' })
    const [told = ''] = here.echo.seen('/told')[0]?.all('grpc-timeout') ?? []
    expect(told).toMatch(/^\d+m$/)
    expect(Number.parseInt(told, 10)).toBeLessThanOrEqual(70_000 - 50 - 18)
    expect(Number.parseInt(told, 10)).toBeGreaterThan(40_000)
  })

  test("tells no host outside the mesh, and none without a deadline; the caller's own header stays", async () => {
    here.limit()
    const url = await here.serve(async () => {
      await get(outside(`${here.echo.url}/outside`))
      await get(`${here.echo.url}/own`, { 'grpc-timeout': '9S' })
    })
    await ask(url, { 'grpc-timeout': '2S' })
    const plain = await here.serve(() => get(`${here.echo.url}/plain`))
    expect((await ask(plain)).value).toBe('/plain')
    expect(here.echo.seen('/outside').map((call) => call.all('grpc-timeout'))).toEqual([[]])
    expect(here.echo.seen('/own').map((call) => call.all('grpc-timeout'))).toEqual([['9S']])
    expect(here.echo.seen('/plain').map((call) => call.all('grpc-timeout'))).toEqual([[]])
  })

  test('ends a call at the deadline, before its answer and in the middle of it', async () => {
    here.limit()
    const url = await here.serve(async () => [
      await Promise.all([fate(() => get(`${here.echo.url}/slow`)), fate(() => get(`${here.echo.url}/half`))]),
    ])
    const { value } = await ask(url, { 'grpc-timeout': '200m' })
    for (const { late, exceeded, error } of value.flat()) {
      expect(exceeded, error).toBe(true)
      expect(late).toBeGreaterThanOrEqual(-1) // no answer ever comes, so only the deadline ends it
    }
  })

  test('sends nothing after it', async () => {
    here.limit()
    const url = await here.serve(async () => {
      await sleep(60)
      return fate(() => get(`${here.echo.url}/late`))
    })
    expect((await ask(url, { 'grpc-timeout': '30m' })).value).toMatchObject({ exceeded: true })
    await get(`${here.echo.url}/marker`)
    expect(here.echo.calls.map((call) => call.path)).toEqual(['/marker'])
  })

  if (single === undefined) return
  test('ends a call that waits for a connection, and the connection goes on', async () => {
    here.limit()
    const one = single(here.echo.url)
    const holding = await here.serve(() => one.get(`${here.echo.url}/held`))
    const holder = ask(holding)
    await expect.poll(() => held.length, { timeout: 15_000 }).toBe(1)
    const url = await here.serve(() => fate(() => one.get(`${here.echo.url}/queued`)))
    const { value } = await ask(url, { 'grpc-timeout': '100m' })
    expect(value).toMatchObject({ exceeded: true })
    // It ended while the connection was still taken.
    expect(held).toHaveLength(1)
    releaseHeld()
    expect((await holder).value).toBe('/held')
    expect(await one.get(`${here.echo.url}/next`)).toBe('/next')
    expect(here.echo.seen('/queued')).toEqual([])
    await one.close()
  })
})

test.each(['undici6 RetryAgent', 'undici7 RetryAgent'])(
  '%s: each try is told less, and none comes after the end',
  async (name) => {
    here.limit()
    const url = await here.serve(() =>
      fate(() => (clients[name] as (typeof clients)[string]).get(`${here.echo.url}/503`)),
    )
    expect((await ask(url, { 'grpc-timeout': '400m' })).value).toMatchObject({ exceeded: true })
    await sleep(200)
    const told = here.echo.seen('/503').map((call) => Number.parseInt(call.all('grpc-timeout')[0] ?? '', 10))
    expect(told.length).toBeGreaterThanOrEqual(2)
    expect(told.length).toBeLessThanOrEqual(3)
    for (let i = 1; i < told.length; i++) expect(told[i]).toBeLessThan((told[i - 1] as number) - 100)
  },
)

test('a host outside that may get the ids is told no time, nor is one that only the Host header names', async () => {
  here.limit()
  const url = await here.serve(
    async () => {
      await (await fetch(outside(`${here.echo.url}/listed`))).text()
      await clients['node:http']?.get(`${here.echo.url}/named`, { host: 'outside.example.com' })
    },
    { targets: ['*.example.com'] },
  )
  await ask(url, { 'grpc-timeout': '5S', 'x-request-id': 'a-1' })
  const seen = here.echo.calls.map((call) => [call.path, call.all('x-request-id'), call.all('grpc-timeout')])
  expect(seen).toEqual([
    ['/listed', ['a-1'], []],
    ['/named', ['a-1'], []],
  ])
})

test.each(['undici6', 'undici7'])(
  '%s: a call that has waited in a queue tells what remains when it is sent',
  async (name) => {
    here.limit({ marginMs: 0 })
    const one = clients[name]?.single?.(here.echo.url)
    const url = await here.serve(async () => {
      await Promise.all([one?.get(`${here.echo.url}/held`), one?.get(`${here.echo.url}/queued`)])
    })
    const answer = ask(url, { 'grpc-timeout': '90000m' })
    await expect.poll(() => held.length, { timeout: 15_000 }).toBe(1)
    await sleep(100) // the time that the second call spends in the queue
    releaseHeld()
    await answer
    await one?.close()
    const told = here.echo.calls.map((call) => Number.parseInt(call.all('grpc-timeout')[0] ?? '', 10))
    expect(here.echo.calls.map((call) => call.path)).toEqual(['/held', '/queued'])
    expect(told[1]).toBeLessThan((told[0] as number) - 90)
  },
)

test('fetch rejects with the error itself, whose status a framework answers with', async () => {
  here.limit()
  const url = await here.serve(async () => {
    const error = await fetch(`${here.echo.url}/slow`).catch((reason) => reason)
    return [error instanceof DeadlineExceeded, error.status, error.code, error.message]
  })
  const { value } = await ask(url, { 'grpc-timeout': '50m' })
  expect(value).toEqual([true, 504, 'DEADLINE_EXCEEDED', 'the 50 ms of this request are used up (grpc-timeout)'])
})
