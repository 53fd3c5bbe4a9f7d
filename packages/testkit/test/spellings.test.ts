// `app.use(traceferry)` and `app.use(traceferry())`: each works in place of the other, or the message says how to fix it.
import { createServer } from 'node:http'
import * as grpc from '@grpc/grpc-js'
import { TraceferryError } from '@traceferry/core'
import { traceferry as onExpress } from '@traceferry/express'
import { traceferry as onFastify } from '@traceferry/fastify'
import { uninstall } from '@traceferry/fetch'
import { interceptor, traceferry as onGrpc } from '@traceferry/grpc'
import { traceferry as onHono } from '@traceferry/hono'
import { traceferry as onHttp } from '@traceferry/http'
import { traceferry as onKoa } from '@traceferry/koa'
import express4 from 'express4'
import express5 from 'express5'
import fastify4 from 'fastify4'
import fastify5 from 'fastify5'
import { Hono } from 'hono'
import { serve as serveHono } from 'hono-node-server2'
import Koa2 from 'koa2'
import Koa3 from 'koa3'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { call, Orders, serve } from '../../grpc/test/services.ts'
import { type Echo, startEcho } from '../src/echo.ts'
import { expectCarried } from '../src/expect-carried.ts'
import { listen } from '../src/listen.ts'
import { requestRaw } from '../src/raw-client.ts'
import { headersOf } from '../src/samples.ts'

interface Started {
  readonly url: string
  close(): unknown
}

// biome-ignore lint/suspicious/noExplicitAny: both majors of each framework, whose types differ
type Any = any

let echo: Echo
beforeAll(async () => {
  echo = await startEcho()
})
afterEach(() => echo.clear())
afterAll(async () => {
  uninstall()
  await echo.close()
})

const out = async () => (await fetch(`${echo.url}/out`)).status

function express(make: Any, line: Any): Promise<Started> {
  const app = make()
  app.use(line)
  app.get('/', async (_: Any, response: Any) => response.send(String(await out())))
  return listen(createServer(app))
}

function koa(Koa: Any, line: Any): Promise<Started> {
  const app = new Koa()
  app.use(line)
  app.use(async (context: Any) => {
    context.body = String(await out())
  })
  return listen(createServer(app.callback()))
}

async function fastify(make: Any, line: Any): Promise<Started> {
  const app = make({ forceCloseConnections: true })
  app.register(line)
  app.get('/', async () => String(await out()))
  return { url: await app.listen({ port: 0, host: '127.0.0.1' }), close: () => app.close() }
}

function hono(line: Any): Promise<Started> {
  const app = new Hono()
  app.use(line)
  app.get('/', async (context) => context.text(String(await out())))
  return new Promise((resolve) => {
    const server = serveHono({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) =>
      resolve({ url: `http://127.0.0.1:${port}`, close: () => server.close() }),
    )
  })
}

const apps: Record<string, [start: (line: Any) => Promise<Started>, line: Any]> = {
  'Express 4': [(line) => express(express4, line), onExpress],
  'Express 5': [(line) => express(express5, line), onExpress],
  'Koa 2': [(line) => koa(Koa2, line), onKoa],
  'Koa 3': [(line) => koa(Koa3, line), onKoa],
  'Fastify 4': [(line) => fastify(fastify4, line), onFastify],
  'Fastify 5': [(line) => fastify(fastify5, line), onFastify],
  Hono: [hono, onHono],
}

describe.each(Object.entries(apps))('%s', (_, [start, line]) => {
  test.each([
    ['without parentheses', line],
    ['with parentheses', line()],
    ['with parentheses and options', line({ formats: ['request-id', 'w3c', 'b3', 'baggage'] })],
  ])('%s', async (_, spelled) => {
    const app = await start(spelled)
    const asked = [1, 2, 3, 4].map((n) => requestRaw(app.url, { path: '/', headers: headersOf(n) }))
    for (const { status, body } of await Promise.all(asked)) expect([status, body]).toEqual([200, '200'])
    expect(echo.calls).toHaveLength(4)
    const ids = echo.calls.map((call) => call.all('x-request-id')[0]).sort()
    expect(ids).toEqual(['request-1', 'request-2', 'request-3', 'request-4'])
    await app.close()
  })
})

test('Fastify takes options in parentheses, those of register() go before them, and a wrong one fails at once', async () => {
  const app = fastify5()
  app.register(onFastify({ formats: ['request-id'], headers: ['end-user'] }) as Any, { formats: ['baggage'] } as Any)
  app.get('/', async () => String(await out()))
  await app.inject({ url: '/', headers: { 'x-request-id': 'r', baggage: 'n=1', 'end-user': 'jason' } })
  expectCarried(echo.calls, ['baggage', 'n=1', 'end-user', 'jason'])
  await app.close()
  // @ts-expect-error
  expect(() => onFastify({ formats: ['zipkin'] })).toThrow(/TF001/)
})

test('gRPC without parentheses, server and client', async () => {
  const insecure = grpc.credentials.createInsecure()
  const leaf = await serve(async (metadata) => metadata.getMap())
  const onward = new Orders(leaf.address, insecure, { interceptors: [interceptor as Any] })
  const middle = await serve(() => call(onward, 'unary'), { interceptors: [onGrpc as Any] })
  const client = new Orders(middle.address, insecure)
  const metadata = new grpc.Metadata()
  metadata.set('x-request-id', 'r-1')
  expect(await call(client, 'unary', metadata)).toMatchObject({ 'x-request-id': 'r-1' })
  for (const { close } of [client, onward]) close.call(client)
  middle.close()
  leaf.close()
})

describe('where it cannot work', () => {
  const warned = vi.spyOn(process, 'emitWarning')
  beforeAll(() => void warned.mockImplementation(() => {}))
  afterAll(() => warned.mockRestore())

  test.each([
    ['a handler', () => {}],
    ['an app of Express', express5()],
    ['an app of Koa', new Koa3()],
    ['a Fastify instance', fastify5()],
    ['options', { formats: ['b3'] }],
    ['nothing', undefined],
  ])('node:http refuses %s in the place of a server', (_, wrong) => {
    expect(() => onHttp(wrong as Any)).toThrow(TraceferryError)
    expect(() => onHttp(wrong as Any)).toThrow(/TF013: traceferry got .* for a server; write traceferry\(createServer/)
  })

  test('as a listener of a server the request is answered, and a warning says what to write', async () => {
    const server = createServer((_, response) => response.end('ok'))
    server.on('request', onHttp as Any)
    const { url, close } = await listen(server)
    expect((await requestRaw(url, { path: '/', headers: headersOf(1) })).body).toBe('ok')
    expect(warned).toHaveBeenCalledWith(expect.stringMatching(/TF013: .*a request/), expect.anything())
    await close()
  })

  test('as a hook of Fastify the request is answered, and Express refuses an app', async () => {
    const app = fastify5()
    app.addHook('onRequest', onFastify as Any)
    app.get('/', async () => 'ok')
    expect((await app.inject('/')).body).toBe('ok')
    await app.close()
    expect(() => onExpress(express5() as Any)).toThrow(/TF007: options are function app, not an object/)
  })
})
