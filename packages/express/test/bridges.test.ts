// Express without a socket, and frameworks that make a promise of Express middleware: each with the real package.
import { EventEmitter } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { ExpressServer } from '@loopback/express'
import { counters } from '@traceferry/core'
import { uninstall } from '@traceferry/fetch'
import { type Echo, expectCarried, headersOf, listen, requestRaw, startEcho } from '@traceferry/testkit'
import express4 from 'express4'
import express5 from 'express5'
import { createApp, eventHandler, fromNodeMiddleware, toNodeListener } from 'h3-1'
import { createMocks } from 'node-mocks-http'
import serverlessHttp from 'serverless-http'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { traceferry } from '../src/index.ts'
import type { Express } from './express.ts'

let echo: Echo
beforeAll(async () => {
  echo = await startEcho()
})
afterEach(() => echo.clear())
afterAll(async () => {
  uninstall()
  await echo.close()
})

const call = async (path = '/out') => (await fetch(`${echo.url}${path}`)).status

/** The line, and a call behind it. */
function through(request: object, response: object): Promise<number> {
  return new Promise((resolve, reject) => {
    traceferry()(request as IncomingMessage, response as ServerResponse, () => void call().then(resolve, reject))
  })
}

function appOf(express: Express): Express {
  const app = express()
  app.use(traceferry())
  app.get('/', async (_: Express, response: Express) => response.send(String(await call())))
  return app
}

/** What an event's `headers` of API Gateway or a mock's may be, and what of it arrives. */
const cases: [name: string, headers: Record<string, string | string[]>, arrives: string[]][] = [
  ['as they came', { 'X-Request-Id': 'r-1', 'end-user': 'jason' }, ['x-request-id', 'r-1']],
  [
    'joined',
    { tracestate: 'a=1,b=2', traceparent: '00-463ac35c9f6413ad48485a3953bb6124-a2fb4a1d1a96d312-01' },
    ['tracestate', 'a=1,b=2', 'traceparent', '00-463ac35c9f6413ad48485a3953bb6124-a2fb4a1d1a96d312-01'],
  ],
  ['of a single value, joined', { 'x-request-id': 'r-1, r-2' }, ['x-request-id', 'r-1']],
  ['none', {}, []],
]

for (const [major, express] of Object.entries<Express>({ 'Express 4': express4, 'Express 5': express5 })) {
  describe(major, () => {
    test.each(cases)('serverless-http, headers %s', async (_, headers, arrives) => {
      const answer = await serverlessHttp(appOf(express))(
        { httpMethod: 'GET', path: '/', headers, requestContext: {} },
        {},
      )
      expect(answer).toMatchObject({ statusCode: 200, body: '200' })
      expectCarried(echo.calls, arrives)
    })

    test('serverless-http, lists of values: the first of an id, all of a list', async () => {
      const multiValueHeaders = { 'x-request-id': ['r-1', 'r-2'], baggage: ['a=1', 'b=2'] }
      const event = { httpMethod: 'GET', path: '/', multiValueHeaders, requestContext: {} }
      await serverlessHttp(appOf(express))(event, {})
      expectCarried(echo.calls, ['x-request-id', 'r-1', 'baggage', 'a=1, b=2'])
    })
  })
}

test.each(cases)('node-mocks-http, headers %s', async (_, headers, arrives) => {
  const { req, res } = createMocks({ url: '/', headers })
  await through(req, res)
  expectCarried(echo.calls, arrives)
})

test('a mock with both: the raw lines count, never both', async () => {
  const { req, res } = createMocks({ headers: { 'x-request-id': 'r-2', baggage: 'n=2' } })
  Object.assign(req, { rawHeaders: ['X-Request-Id', 'r-1'] })
  await through(req, res)
  expectCarried(echo.calls, ['x-request-id', 'r-1'])
})

test('a mock made by hand, without raw lines, with a list and with nonsense', async () => {
  const headers = { 'x-request-id': ['r-1', 'r-2'], baggage: undefined, b3: 7 }
  await through({ method: 'GET', url: '/', headers }, new EventEmitter())
  expectCarried(echo.calls, ['x-request-id', 'r-1'])
  echo.clear()
  await through({ method: 'GET', url: '/' }, new EventEmitter())
  expectCarried(echo.calls, [])
})

const REQUESTS = 20

/** Asks all at once, and looks for each call's own ids, before and behind a pause. */
async function expectOwn(url: string): Promise<void> {
  const numbers = Array.from({ length: REQUESTS }, (_, n) => n)
  await Promise.all(numbers.map((n) => requestRaw(url, { path: `/${n}`, headers: headersOf(n) })))
  for (const n of numbers) expectCarried(echo.seen(`/${n}`), headersOf(n))
}

test('h3 1, fromNodeMiddleware: calls of what comes behind carry their own ids', async () => {
  const app = createApp()
  app.use(fromNodeMiddleware(traceferry()))
  app.use(eventHandler(async (event) => call(event.path)))
  const server = await listen(createServer(toNodeListener(app)))
  await expectOwn(server.url)
  await server.close()
})

test('LoopBack 4, expressMiddleware: calls of what comes behind carry their own ids', async () => {
  const app = new ExpressServer({ port: 0, host: '127.0.0.1' })
  app.expressMiddleware('middleware.traceferry', traceferry())
  app.middleware(async ({ request, response }) => {
    response.send(String(await call(request.path)))
    return response
  })
  await app.start()
  await expectOwn(app.url as string)
  await app.stop()
})

test('nothing failed on the way', () => expect(counters().failed).toBe(0))
