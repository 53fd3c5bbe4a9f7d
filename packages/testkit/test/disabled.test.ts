// TRACEFERRY_DISABLED=true: every line is a pass-through, and nothing in the process is replaced.
import { execFileSync } from 'node:child_process'
import diagnosticsChannel from 'node:diagnostics_channel'
import { mkdtempSync, rmSync } from 'node:fs'
import http, { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as grpcJs from '@grpc/grpc-js'
import {
  compile,
  differences,
  type Echo,
  everything,
  expectCarried,
  headersOf,
  listen,
  requestRaw,
  startEcho,
} from '@traceferry/testkit'
import { buildSync } from 'esbuild'
import express4 from 'express4'
import express5 from 'express5'
import fastify4 from 'fastify4'
import fastify5 from 'fastify5'
import { Hono } from 'hono'
import * as honoServer from 'hono-node-server2'
import { RESPONSE_ALREADY_SENT } from 'hono-node-server2/utils/response'
import koa2 from 'koa2'
import koa3 from 'koa3'
import * as undici7 from 'undici7'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { call, Orders, serve as serveGrpc } from '../../grpc/test/services.ts'
import type { Served } from '../src/inbound/world.ts'

vi.hoisted(() => {
  process.env.TRACEFERRY_DISABLED = 'true'
})
afterAll(() => {
  delete process.env.TRACEFERRY_DISABLED
})

const names = [
  'express',
  'fastify',
  'koa',
  'hono',
  'http',
  'grpc',
  'fetch',
  'messages',
  'otel',
  'core',
  'probe',
] as const
// biome-ignore lint/suspicious/noExplicitAny: the same lines for all packages
type Packages = Record<(typeof names)[number], any>

const CHANNELS = [
  'http.client.request.created',
  'http.client.request.start',
  'http.server.request.start',
  'http2.client.stream.created',
  'net.client.socket',
  'traceferry:forward',
  'undici:client:sendHeaders',
  'undici:request:create',
  'undici:request:headers',
]
const listening = () => CHANNELS.filter((name) => diagnosticsChannel.hasSubscribers(name))

/** What the packages keep on the global object for each other. It is theirs, and replaces nothing. */
const OWN = /^globalThis\.Symbol\(traceferry\./

let echo: Echo
beforeAll(async () => {
  compile(...names, 'register', 'sidecar')
  echo = await startEcho()
  // The bundled undici, and its global dispatcher, are there from the first call on.
  await fetch('data:,').then((answer) => answer.text())
})
afterAll(() => echo.close())

describe('with TRACEFERRY_DISABLED', () => {
  let packages: Packages
  const undici = () => everything({ 'undici 7': undici7, grpc: grpcJs })

  test('loading all packages and running all lines replaces nothing', async () => {
    const before = undici()
    expect(before.size).toBeGreaterThan(3000)
    const loaded = await Promise.all(names.map((name) => import(`@traceferry/${name}`)))
    packages = Object.fromEntries(names.map((name, i) => [name, loaded[i]])) as Packages
    for (const name of ['express', 'koa', 'hono', 'grpc'] as const) packages[name].traceferry({ headers: ['end-user'] })
    const server = createServer()
    const { emit } = server
    expect(packages.http.traceferry(server)).toBe(server)
    expect(server.emit).toBe(emit)
    packages.fetch.install()
    packages.fetch.interceptor()
    packages.grpc.interceptor()
    packages.probe.probe({ TRACEFERRY_PROBE_SECRET: 'a-secret-of-32-letters-and-digits' })
    const propagator = new packages.otel.MeshPropagator()
    expect(propagator.fields()).toEqual([])
    await import('@traceferry/register')
    expect(differences(before, undici()).filter((path) => !OWN.test(path))).toEqual([])
    expect(listening()).toEqual([])
    expect(http.Server.prototype.emit).toBe(http.OutgoingMessage.prototype.emit)
  })

  test('a wrong option of a line stops nothing', () => {
    expect(() => packages.express.traceferry({ formats: ['zipkin'] })).not.toThrow()
  })

  const lines: Record<string, (handler: http.RequestListener) => Promise<Served>> = {
    http: (handler) => listen(packages.http.traceferry(createServer(handler))),
    ...{ 'Express 4': withExpress(express4), 'Express 5': withExpress(express5) },
    ...{ 'Fastify 4': withFastify(fastify4), 'Fastify 5': withFastify(fastify5) },
    ...{ 'Koa 2': withKoa(koa2), 'Koa 3': withKoa(koa3) },
    Hono(handler) {
      const app = new Hono<{ Bindings: { incoming: http.IncomingMessage; outgoing: http.ServerResponse } }>()
      app.use(packages.hono.traceferry())
      app.use(packages.hono.traceferry)
      app.all('*', async ({ env }) => {
        handler(env.incoming, env.outgoing as never)
        await new Promise((resolve) => env.outgoing.on('close', resolve))
        return RESPONSE_ALREADY_SENT
      })
      return listen(honoServer.createAdaptorServer({ fetch: app.fetch }) as http.Server)
    },
  }

  test.each(Object.keys(lines))('%s: a request is answered, and its calls carry nothing', async (name) => {
    const seen: unknown[] = []
    const server = await lines[name]!(async (request, response) => {
      await Promise.all([
        fetch(`${echo.url}${request.url}/fetch`).then((answer) => answer.text()),
        undici7.request(`${echo.url}${request.url}/undici`).then(({ body }) => body.text()),
        new Promise((resolve) => http.get(`${echo.url}${request.url}/http`, (a) => a.resume().on('end', resolve))),
      ])
      const { current, explain, toJSON } = packages.core
      const messages = packages.messages.kafka.forward({ own: '1' }, { target: 'kafka:9092' })
      const bound = [request, response].some((one) => Object.hasOwn(one, 'emit'))
      seen.push([current(), toJSON(), explain(echo.url), messages, bound])
      response.end('ok')
    })
    const numbers = [1, 2, 3, 4, 5]
    const answers = await Promise.all(
      numbers.map((n) => requestRaw(server.url, { path: `/${n}`, headers: headersOf(n) })),
    )
    expect(answers.map(({ body }) => body)).toEqual(numbers.map(() => 'ok'))
    const explanation = {
      target: echo.url,
      forwarded: false,
      rule: 'disabled by TRACEFERRY_DISABLED',
      headers: [],
    }
    expect(seen).toEqual(numbers.map(() => [undefined, undefined, explanation, { own: '1' }, false]))
    expectCarried(echo.calls, [], 3 * numbers.length)
    echo.clear()
    await server.close()
  })

  test.each(Object.entries({ 'Koa 2': koa2, 'Koa 3': koa3 }))('%s: its app handles errors as ever', async (_, Koa) => {
    const app = new (Koa as typeof koa3)()
    app.use(packages.koa.traceferry()).use((context: { body: unknown }) => {
      context.body = 'ok'
    })
    const { onerror } = app.context
    const server = await listen(createServer(app.callback()))
    expect((await requestRaw(server.url, { headers: headersOf(1) })).body).toBe('ok')
    expect(app.context.onerror).toBe(onerror)
    await server.close()
  })

  test('gRPC: a call is answered, and its calls carry nothing', async () => {
    const { interceptor, traceferry } = packages.grpc
    const inner = await serveGrpc(async (metadata) => metadata.getMap())
    const insecure = grpcJs.credentials.createInsecure()
    const between = new Orders(inner.address, insecure, { interceptors: [interceptor(), interceptor] })
    const outer = await serveGrpc(() => call(between, 'unary'), { interceptors: [traceferry(), traceferry] })
    const client = new Orders(outer.address, insecure)
    const metadata = new grpcJs.Metadata()
    metadata.set('x-request-id', 'request-1')
    const arrived = await call(client, 'unary', metadata)
    expect(arrived).not.toHaveProperty('x-request-id')
    for (const one of [client, between, inner, outer]) one.close()
  })

  test('messages: what one brings is not carried on', () => {
    const { explainMessage, kafka, run } = packages.messages
    const captured = kafka.capture({ 'x-request-id': 'request-1' })
    expect(captured.headers).toEqual([])
    expect(run(captured, () => kafka.forward())).toEqual({})
    expect(run(captured, () => explainMessage()).rule).toBe('disabled by TRACEFERRY_DISABLED')
  })

  test('the counters stay at zero', () => {
    expect(packages.core.counters()).toEqual({ forwarded: 0, skipped: {}, dropped: {}, failed: 0 })
    expect(listening()).toEqual([])
  })

  // biome-ignore lint/suspicious/noExplicitAny: either major, whose types differ
  function withExpress(express: any) {
    return (handler: http.RequestListener) => {
      const app = express()
      app.use(packages.express.traceferry())
      app.use(packages.express.traceferry)
      app.use(handler)
      return listen(createServer(app))
    }
  }

  // biome-ignore lint/suspicious/noExplicitAny: either major, whose types differ
  function withFastify(fastify: any) {
    return async (handler: http.RequestListener): Promise<Served> => {
      const app = fastify({ forceCloseConnections: true })
      app.register(packages.fastify.traceferry)
      app.register(packages.fastify.traceferry({ headers: ['end-user'] }))
      app.all('/*', (request: { raw: http.IncomingMessage }, reply: { raw: http.ServerResponse; hijack(): void }) => {
        reply.hijack()
        handler(request.raw, reply.raw as never)
      })
      const url = await app.listen({ port: 0, host: '127.0.0.1' })
      return { url, close: () => app.close() }
    }
  }

  // biome-ignore lint/suspicious/noExplicitAny: either major, whose types differ
  function withKoa(Koa: any) {
    return (handler: http.RequestListener) => {
      const app = new Koa()
      app.use(packages.koa.traceferry())
      app.use(packages.koa.traceferry)
      // biome-ignore lint/suspicious/noExplicitAny: Koa comes without types
      app.use((context: any) => {
        context.respond = false
        context.res.statusCode = 200
        handler(context.req, context.res)
      })
      return listen(createServer(app.callback()))
    }
  }
})

describe('required, in a process of its own', () => {
  const folder = mkdtempSync(join(tmpdir(), 'traceferry-disabled-'))
  const compiled = join(folder, 'everything.cjs')
  beforeAll(() => {
    const source = fileURLToPath(new URL('../src/everything.ts', import.meta.url))
    const define = { 'import.meta.url': '__filename' }
    buildSync({ entryPoints: [source], outfile: compiled, format: 'cjs', platform: 'node', define })
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  function replacedWith(environment: Record<string, string>): { replaced: string[]; rule: string } {
    const app = fileURLToPath(new URL('apps/disabled.cjs', import.meta.url))
    const env = { PATH: process.env.PATH ?? '', ...environment }
    return JSON.parse(execFileSync(process.execPath, [app, compiled], { encoding: 'utf8', env }))
  }

  test.each(['true', '1'])('TRACEFERRY_DISABLED=%s: nothing is replaced', (value) => {
    const said = { replaced: [], rule: 'disabled by TRACEFERRY_DISABLED' }
    expect(replacedWith({ TRACEFERRY_DISABLED: value })).toEqual(said)
  })

  test.each(['false', '0', ''])('TRACEFERRY_DISABLED=%s: it works as ever', (value) => {
    const { replaced, rule } = replacedWith({ TRACEFERRY_DISABLED: value })
    expect(replaced).toEqual(expect.arrayContaining(['globalThis.fetch', 'http.request', 'https.get']))
    expect(rule).toBe('outside a request')
  })
})
