import http from 'node:http'
import { startEcho } from '@traceferry/testkit'
import axios from 'axios'
import got from 'got'
import { request } from 'undici7'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { meshError } from '../../src/index.ts'

// Every shape of answer, over real clients. What Envoy says is answered here as Envoy 1.40 was watched saying it; that it
// still does is the subject of sidecar-reply.test.ts.
let echo: Awaited<ReturnType<typeof startEcho>>
const reset = 'upstream connect error or disconnect/reset before headers. '
const envoy = (status: number, body: string, headers = {}) => ({
  status,
  body,
  headers: { server: 'istio-envoy', 'content-type': 'text/plain', 'content-length': String(body.length), ...headers },
})
beforeAll(async () => {
  echo = await startEcho({
    '/ok': {},
    '/app': { status: 503, headers: { 'content-type': 'application/json', server: 'istio-envoy' }, body: '{}' },
    '/later': { status: 503, headers: { 'retry-after': '7' } },
    '/limited': { status: 429 },
    '/reset': envoy(503, `${reset}reset reason: connection termination`),
    '/down': envoy(503, `${reset}reset reason: remote connection failure`),
    '/retried': envoy(503, `${reset}retried and the latest reset reason: remote connection failure`),
    '/overloaded': envoy(503, `${reset}reset reason: overflow`, { 'x-envoy-overloaded': 'true' }),
    '/timeout': envoy(504, 'downstream duration timeout'),
    '/tried': { status: 503, headers: { 'x-envoy-attempt-count': '3' }, body: 'no' },
    '/quotes': { status: 500, headers: { 'content-type': 'text/html' }, body: 'upstream request timeout' },
    '/linkerd': { status: 504, headers: { 'l5d-proxy-error': 'HTTP Balancer service in fail-fast' }, body: '' },
  })
  // An Envoy does not pass on what Node adds.
  echo.server.on('request', (_, response) => {
    response.shouldKeepAlive = false
  })
})
afterAll(() => echo.close())

const unread: Record<string, (url: string) => Promise<unknown>> = {
  fetch: (url) => fetch(url),
  undici: (url) => request(url),
  'node:http': (url) =>
    new Promise((resolve, reject) => http.get(url, (response) => resolve(response.resume())).on('error', reject)),
}
const read: Record<string, (url: string) => Promise<unknown>> = {
  axios: (url) => axios.get(url, { proxy: false, validateStatus: () => true }),
  "axios's error": (url) => axios.get(url, { proxy: false }).catch((error) => error),
  got: (url) => got(url, { throwHttpErrors: false, retry: { limit: 0 } }),
  "got's error": (url) => got(url, { retry: { limit: 0 } }).catch((error) => error),
}

const sidecar = { by: 'sidecar', mayHaveRun: false }
const expected = {
  app: { by: 'app', status: 503, retry: true, mayHaveRun: true },
  later: { by: 'app', retry: true, retryAfterMs: 7000 },
  limited: { by: 'app', status: 429, reason: 'rate limited', retry: false },
  reset: { by: 'sidecar', reason: 'connection lost', retry: true, mayHaveRun: true },
  down: { ...sidecar, reason: 'no connection', retry: true },
  retried: { ...sidecar, reason: 'no connection' },
  overloaded: { ...sidecar, reason: 'overloaded', retry: false },
  timeout: { by: 'sidecar', status: 504, reason: 'timeout', retry: false, mayHaveRun: true },
  tried: { by: 'app', retry: false, attempts: 3 },
  quotes: { by: 'app', status: 500, retry: false },
  linkerd: { by: 'sidecar', reason: 'timeout', retry: false },
}

describe.each(Object.entries({ ...unread, ...read }))('an answer of %s', (_, get) => {
  test.each(Object.entries(expected))('%s', async (path, error) => {
    expect(meshError(await get(`${echo.url}/${path}`))).toMatchObject(error)
  })

  test('below 400 is no error', async () => expect(meshError(await get(`${echo.url}/ok`))).toBeUndefined())
})

test('with the body it is known how often the sidecar has tried', async () => {
  const response = await fetch(`${echo.url}/retried`)
  expect(meshError(response, await response.text())).toMatchObject({ retry: false, attempts: 2 })
})

test("without the body, words that Envoy does not use are nobody's", async () => {
  echo.on('/plain', envoy(503, 'we are closed'))
  const response = await fetch(`${echo.url}/plain`)
  expect(meshError(response)).toMatchObject({ by: 'unknown', retry: true, mayHaveRun: true })
  expect(meshError(response, await response.text())).toMatchObject({ by: 'app' })
})

test('Retry-After as a date', () => {
  const at = new Date(Date.now() + 5000).toUTCString()
  const headers = new Headers({ 'retry-after': at })
  expect(meshError({ status: 429, headers })?.retryAfterMs).toBeGreaterThan(3000)
  expect(meshError({ status: 429, headers: { 'retry-after': 'soon' } })).toMatchObject({ retry: false })
})

describe('a call without an answer', () => {
  test('nobody listens', async () => {
    const gone = await startEcho()
    await gone.close()
    for (const get of Object.values({ ...unread, ...read })) {
      const thrown = await get(gone.url).catch((reason) => reason)
      expect(meshError(thrown)).toMatchObject({
        by: 'unknown',
        reason: 'no connection',
        retry: true,
        mayHaveRun: false,
      })
    }
  })

  test('the connection is lost', async () => {
    echo.on('/cut', { answer: (request) => request.socket.destroy() })
    const thrown = await fetch(`${echo.url}/cut`).catch((reason) => reason)
    expect(meshError(thrown)).toMatchObject({ reason: 'connection lost', retry: true, mayHaveRun: true })
  })

  test('the caller has ended it', async () => {
    const thrown = await fetch(echo.url, { signal: AbortSignal.abort() }).catch((reason) => reason)
    expect(meshError(thrown)).toMatchObject({ reason: 'ended by the caller', retry: false })
  })

  test.each([undefined, null, 5, 'no', {}, [], { status: 'x', headers: {} }])('is no answer at all: %j', (value) => {
    expect(meshError(value)).toMatchObject({ by: 'unknown', reason: 'unknown', retry: false })
  })
})
