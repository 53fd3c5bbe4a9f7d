import { connect } from 'node:http2'
import { text } from 'node:stream/consumers'
import { compile, type Echo, expectCarried, headersOf, requestRaw, selfSigned, startEcho } from '@traceferry/testkit'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type App, runApp, runToEnd } from './run-app.ts'

const tls = selfSigned()
const REQUESTS = 20
const isBare = (n: number) => n % 5 === 4

let echo: Echo
let app: App | undefined
beforeAll(async () => {
  compile('core', 'fetch', 'http', 'register', 'express')
  echo = await startEcho()
})
afterEach(async () => {
  await app?.stop()
  app = undefined
  echo.clear()
})
afterAll(() => echo.close())

const environment = (more: Record<string, string> = {}) => ({
  UPSTREAM: echo.url,
  KEY: tls.key,
  CERT: tls.cert,
  ...more,
})

async function askAll(ask: (path: string, headers: string[]) => Promise<string>): Promise<void> {
  const numbers = Array.from({ length: REQUESTS }, (_, n) => n)
  const answers = await Promise.all(numbers.map((n) => ask(`/${n}`, isBare(n) ? [] : headersOf(n))))
  expect(answers).toEqual(numbers.map(() => 'ok'))
  for (const n of numbers) {
    const calls = echo.calls.filter((call) => call.path.startsWith(`/${n}/`))
    expectCarried(calls, isBare(n) ? [] : headersOf(n), 2)
  }
}

const raw = (url: string) => async (path: string, headers: string[]) => (await requestRaw(url, { path, headers })).body

for (const [name, file, kind, flags] of [
  ['an ES module with node:http', 'app.mjs', 'http', ['--import']],
  ['an ES module with node:https', 'app.mjs', 'https', ['--import']],
  ['an ES module with Express 5', 'app.mjs', 'express', ['--import']],
  ['CommonJS with Express 4 and undici 6', 'app.cjs', '', ['--import']],
  ['CommonJS, by --require', 'app.cjs', '', ['--require']],
] as const) {
  test(`${name}, unchanged: ${REQUESTS} requests at once, each call with its own ids`, async () => {
    app = await runApp(file, { flags: [...flags, '@traceferry/register'], args: [kind], env: environment() })
    await askAll(raw(`${kind === 'https' ? 'https' : 'http'}://127.0.0.1:${app.port}`))
  })
}

test(`an ES module with node:http2, unchanged: ${REQUESTS} requests on one session`, async () => {
  app = await runApp('app.mjs', { args: ['http2'], env: environment() })
  const session = connect(`https://127.0.0.1:${app.port}`, { rejectUnauthorized: false })
  await askAll((path, headers) => {
    const list: Record<string, string> = { ':path': path }
    for (let i = 0; i < headers.length; i += 2) list[(headers[i] as string).toLowerCase()] = headers[i + 1] as string
    return text(session.request(list))
  })
  session.close()
})

test('without the flag nothing goes: the test can fail', async () => {
  app = await runApp('app.mjs', { flags: [], args: ['http'], env: environment() })
  await requestRaw(`http://127.0.0.1:${app.port}`, { path: '/0', headers: headersOf(0) })
  expectCarried(echo.calls, [], 2)
})

test('options come from the environment', async () => {
  const env = environment({ TRACEFERRY_HEADERS: 'end-user', TRACEFERRY_FORMATS: 'request-id' })
  app = await runApp('app.mjs', { args: ['http'], env })
  const headers = [...headersOf(1), 'End-User', 'jason']
  await requestRaw(`http://127.0.0.1:${app.port}`, { path: '/1', headers })
  expectCarried(echo.calls, ['x-request-id', 'request-1', 'end-user', 'jason'], 2)
})

test('a wrong option ends the start-up, and says how to mend it', async () => {
  const { code, stderr } = await runToEnd('app.mjs', {
    args: ['http'],
    env: environment({ TRACEFERRY_FORMATS: 'zipkin' }),
  })
  expect(code).toBe(1)
  expect(stderr).toMatch(
    /TF001: TRACEFERRY_FORMATS has "zipkin", which is not a format; use .*https:.*docs\/errors\.md#tf001/,
  )
})

test("beside an adapter's line a request is captured once", async () => {
  app = await runApp('lined.mjs', { env: environment() })
  const headers = [...headersOf(1).slice(0, 2), 'traceparent', 'malformed']
  const { body } = await requestRaw(`http://127.0.0.1:${app.port}`, { path: '/1', headers })
  expect(JSON.parse(body)).toEqual({ malformed: 1 })
  expectCarried(echo.calls, headers.slice(0, 2))
})

test("an adapter's line with options of its own goes before the environment", async () => {
  const env = environment({ TRACEFERRY_FORMATS: 'request-id' })
  app = await runApp('lined.mjs', { args: [JSON.stringify({ formats: ['baggage'] })], env })
  await requestRaw(`http://127.0.0.1:${app.port}`, { path: '/1', headers: headersOf(1) })
  expectCarried(echo.calls, ['baggage', 'n=1'])
})
