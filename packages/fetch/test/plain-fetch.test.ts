// The fetch of runtimes without undici's dispatcher, tried on that of Node. tools/runtimes tries it on Bun, Deno and workerd.
import { capture, createPolicy, run } from '@traceferry/core'
import { type Echo, headersOf, startEcho } from '@traceferry/testkit'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { installPlainFetch } from '../src/web/install-plain-fetch.ts'

const policy = createPolicy({ ignoreTargets: ['127.0.0.2'] }, {})
const captured = (n: number) => capture(headersOf(n), policy)
const plainFetch = globalThis.fetch

let echo: Echo
let uninstall: () => void
beforeAll(async () => {
  echo = await startEcho()
  uninstall = installPlainFetch()
})
afterEach(() => {
  vi.unstubAllEnvs()
  echo.clear()
})
afterAll(() => {
  uninstall()
  expect(globalThis.fetch).toBe(plainFetch)
  return echo.close()
})

const idsOf = (path: string) => echo.seen(path).map((call) => call.all('x-request-id').join())

test('50 calls at once, half of them redirected: each with its own ids, and none outside of a request', async () => {
  echo.on('/moved', { status: 302, headers: { location: '/there' } })
  await fetch(`${echo.url}/outside`)
  const numbers = Array.from({ length: 50 }, (_, n) => n)
  await Promise.all(
    numbers.map((n) =>
      run(captured(n), async () => (await fetch(`${echo.url}/${n % 2 ? 'moved' : 'there'}?n=${n}`)).text()),
    ),
  )
  expect(idsOf('/outside')).toEqual([''])
  expect(echo.calls).toHaveLength(76)
  for (const call of echo.seen('/there').filter(({ url }) => url.includes('n=')))
    expect(call.all('x-request-id')).toEqual([`request-${new URL(call.url, 'http://x').searchParams.get('n')}`])
  expect(idsOf('/there').filter((id) => id === '')).toEqual([])
})

test("nothing of the caller's is changed, and its headers are read once", async () => {
  let read = 0
  const headers = {
    *[Symbol.iterator]() {
      read++
      yield ['x-own', '1']
    },
  }
  const init = Object.freeze({ method: 'POST', body: 'abc', headers: headers as never })
  const request = new Request(`${echo.url}/request`, { method: 'POST', body: 'abc', headers: { 'x-own': '2' } })
  await run(captured(1), async () => {
    await fetch(`${echo.url}/init`, init)
    await fetch(request)
    await fetch(`${echo.url}/second`, new Request(`${echo.url}/ignored`, { headers: { 'x-own': '3' } }))
  })
  expect(read).toBe(1)
  expect([...request.headers.keys()]).toEqual(['content-type', 'x-own'])
  expect(request.bodyUsed).toBe(true)
  expect(
    echo.calls.map((call) => [call.path, call.all('x-own').join(), call.body, call.all('x-request-id').join()]),
  ).toEqual([
    ['/init', '1', 'abc', 'request-1'],
    ['/request', '2', 'abc', 'request-1'],
    ['/second', '3', '', 'request-1'],
  ])
})

test('the caller wins, by group', async () => {
  const own = { 'X-B3-TraceId': '463ac35c9f6413ad48485a3953bb6124', 'X-B3-SpanId': 'a2fb4a1d1a96d312' }
  await run(captured(1), () => fetch(`${echo.url}/own`, { headers: own }))
  const [call] = echo.calls
  expect(call?.all('x-b3-traceid')).toEqual([own['X-B3-TraceId']])
  expect(call?.all('x-b3-sampled')).toEqual([])
  expect(call?.all('x-request-id')).toEqual(['request-1'])
})

test('a call that is aborted between two hops rejects with the reason of its signal', async () => {
  const controller = new AbortController()
  const reason = new Error('enough')
  echo.on('/slow', {
    answer: (_, response) => {
      controller.abort(reason)
      response.end()
    },
  })
  echo.on('/go', { status: 302, headers: { location: '/slow' } })
  await expect(run(captured(1), () => fetch(`${echo.url}/go`, { signal: controller.signal }))).rejects.toBe(reason)
  const request = new Request(`${echo.url}/go`, { signal: controller.signal })
  await expect(run(captured(1), () => fetch(request))).rejects.toBe(reason)
})

test('what the caller throws is what fetch rejects with', async () => {
  const error = new Error('from a getter')
  const throwing = {
    get headers(): never {
      throw error
    },
  }
  await run(captured(1), async () => {
    await expect(fetch(`${echo.url}/`, throwing)).rejects.toBe(error)
    await expect(fetch(`${echo.url}/`, { headers: { 'not a name': '1' } })).rejects.toThrow(TypeError)
    await expect(fetch('not a url')).rejects.toThrow(TypeError)
    await expect(fetch('data:text/plain,abc').then((response) => response.text())).resolves.toBe('abc')
  })
  expect(echo.calls).toEqual([])
})

test.each([
  ['a proxy of the environment, outside', { HTTP_PROXY: 'http://proxy.example:3128' }, {}, ''],
  [
    'one that this host is exempt from',
    { HTTP_PROXY: 'http://proxy.example:3128', NO_PROXY: 'orders,127.0.0.1' },
    {},
    'request-1',
  ],
  ['one inside the mesh', { http_proxy: 'http://egress:3128' }, {}, 'request-1'],
  ['one that cannot be read', { ALL_PROXY: 'http://[' }, {}, ''],
  ["the call's own proxy", {}, { proxy: 'http://proxy.example:3128' }, ''],
  ["the call's own proxy, as an object", {}, { proxy: { url: 'http://proxy.example:3128' } }, ''],
  ['a socket', {}, { unix: '/var/run/some.sock' }, ''],
  ['a digest', {}, { integrity: 'sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=' }, ''],
])('%s', async (_, environment, init, expected) => {
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value)
  echo.on('/digest', { body: 'abc' })
  await run(captured(1), () => fetch(`${echo.url}/digest`, init as RequestInit).catch(() => {}))
  expect(idsOf('/digest')).toEqual([expected])
})
