import http from 'node:http'
import { install, uninstall } from '@traceferry/fetch'
import { type Echo, expectCarried, headersOf, startEcho, within } from '@traceferry/testkit'
import { Pool } from 'undici7'
import { afterAll, beforeAll, expect, test } from 'vitest'

// Everything that a caller hands over, frozen to the bottom and used for two requests: a write would throw, and a header
// left behind by the first would show on the second.

const inner = Object.freeze({ 'x-else': '1' })
let echo: Echo

beforeAll(async () => {
  install()
  echo = await startEcho()
})
afterAll(async () => {
  uninstall()
  await echo.close()
})

async function twice(path: string, call: () => unknown): Promise<void> {
  for (const n of [1, 2]) await within(headersOf(n), call)
  const calls = echo.seen(path)
  for (const n of [1, 2]) expectCarried(calls.slice(n - 1, n), headersOf(n))
  expect(calls.map((seen) => seen.all('x-else'))).toEqual([['1'], ['1']])
}

test('the options of http.request', async () => {
  const options = Object.freeze({ host: '127.0.0.1', port: echo.port, path: '/http', headers: inner })
  await twice('/http', () => new Promise((resolve) => http.get(options, (r) => r.resume().on('end', resolve))))
})

test('the options of http.request, with a list of headers', async () => {
  const headers = Object.freeze(['host', 'orders', 'x-else', '1']) as string[]
  const options = Object.freeze({ headers })
  await twice(
    '/list',
    () => new Promise((resolve) => http.get(`${echo.url}/list`, options, (r) => r.resume().on('end', resolve))),
  )
})

test('the options of an undici dispatcher', async () => {
  const pool = new Pool(echo.url)
  const options = Object.freeze({ path: '/pool', method: 'GET' as const, headers: inner })
  await twice('/pool', async () => (await pool.request(options)).body.dump())
  await pool.destroy()
})

test('the init of fetch', async () => {
  const init = Object.freeze({ headers: inner })
  await twice('/init', async () => (await fetch(`${echo.url}/init`, init)).text())
})

test('a Request, whose headers stay as they are', async () => {
  const request = new Request(`${echo.url}/request`, { headers: inner })
  await twice('/request', async () => (await fetch(request)).text())
  expect([...request.headers]).toEqual([['x-else', '1']])
})

test('arguments of fetch that are no such thing fail as before', async () => {
  const odd: unknown[] = [
    null,
    5,
    {
      get dispatcher() {
        throw new Error('no')
      },
    },
  ]
  const outcomes = async () =>
    Promise.all(
      odd.map((init) =>
        fetch(`${echo.url}/odd`, init as RequestInit).then(
          (r) => r.text(),
          (error) => `${error.name}: ${error.message}`,
        ),
      ),
    )
  uninstall()
  const without = await outcomes()
  install()
  expect(await within(headersOf(1), outcomes)).toEqual(without)
})
