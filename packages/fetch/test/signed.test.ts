import http from 'node:http'
import { HttpRequest } from '@smithy/protocol-http'
import { capture, createPolicy, run } from '@traceferry/core'
import { install, uninstall } from '@traceferry/fetch'
import { type Echo, expectCarried, headersOf, type SeenCall, startEcho, within } from '@traceferry/testkit'
import { Pool, RetryAgent } from 'undici7'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { isValid, signer } from './signature.ts'
import { quickly } from './undici.ts'

// A signature covers headers as they were when it was made. Calls that carry one must arrive as they were signed, also
// when they are tried again: each test has the upstream's part of the protocol check what has arrived.

const ours = headersOf(3)
let echo: Echo

beforeAll(async () => {
  install()
  echo = await startEcho()
})
afterEach(() => echo.clear())
afterAll(async () => {
  uninstall()
  await echo.close()
})

async function sign(path: string, headers: Record<string, string> = {}): Promise<Record<string, string>> {
  const all = { host: new URL(echo.url).host, ...headers }
  const request = new HttpRequest({ method: 'PUT', hostname: '127.0.0.1', path, headers: all, body: 'body' })
  return (await signer('s3').sign(request)).headers
}

test('a signed call over node:http, retried: valid each time, nothing added', async () => {
  echo.on('/object', { failures: 2 })
  await within(ours, async () => {
    const headers = Object.freeze(await sign('/object'))
    for (let attempt = 0; attempt < 3; attempt++) {
      await new Promise<void>((resolve, reject) => {
        const request = http.request(`${echo.url}/object`, { method: 'PUT', headers }, (response) =>
          response.resume().on('end', resolve),
        )
        request.on('error', reject).end('body')
      })
    }
  })
  expectCarried(echo.seen('/object'), [], 3)
  for (const call of echo.seen('/object')) expect(await isValid(call, 's3')).toBe(true)
})

test('a signed call over undici with a RetryAgent: valid each time, nothing added', async () => {
  echo.on('/object', { failures: 2 })
  const agent = new RetryAgent(new Pool(echo.url, { connections: 1 }), { ...quickly, methods: ['PUT'] })
  const headers = await sign('/object')
  await within(ours, async () => {
    const { body } = await agent.request({ path: '/object', method: 'PUT', origin: echo.url, headers, body: 'body' })
    await body.dump()
  })
  expectCarried(echo.seen('/object'), [], 3)
  for (const call of echo.seen('/object')) expect(await isValid(call, 's3')).toBe(true)
  await agent.destroy()
})

test('a call whose signer has seen a tracing header keeps it as it was signed', async () => {
  const headers = await sign('/traced', { 'x-request-id': 'signed' })
  await within(ours, () => fetch(`${echo.url}/traced`, { method: 'PUT', headers, body: 'body' }))
  const [call] = echo.seen('/traced')
  expect(call?.all('x-request-id')).toEqual(['signed'])
  expect(await isValid(call as SeenCall, 's3')).toBe(true)
})

test('a presigned URL is left alone', async () => {
  await within(ours, () => fetch(`${echo.url}/presigned?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=abc`))
  expectCarried(echo.seen('/presigned'), [])
})

test('signed or not is decided for each call, also where the signed host is in targets', async () => {
  const everywhere = createPolicy({ targets: 'all' }, {})
  const headers = await sign('/all')
  await run(capture(ours, everywhere), () => fetch(`${echo.url}/all`, { method: 'PUT', headers, body: 'body' }))
  await run(capture(ours, everywhere), () => fetch(`${echo.url}/unsigned`))
  expectCarried(echo.seen('/all'), [])
  expectCarried(echo.seen('/unsigned'), ours)
})
