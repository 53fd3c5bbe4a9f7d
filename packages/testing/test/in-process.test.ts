import { createServer } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { traceferry as forExpress } from '@traceferry/express'
import { traceferry as forFastify } from '@traceferry/fastify'
import { uninstall } from '@traceferry/fetch'
import { traceferry as forServer } from '@traceferry/http'
import { traceferry as forKoa } from '@traceferry/koa'
import { selfSigned } from '@traceferry/testkit'
import express5 from 'express5'
import fastify5 from 'fastify5'
import hapi from 'hapi'
import koa3 from 'koa3'
import { buildConnector, Client } from 'undici7'
import { afterAll, afterEach, expect, test } from 'vitest'
import { defaultHeaders, type Service, startService } from '../src/index.ts'

// biome-ignore lint/suspicious/noExplicitAny: frameworks without types
type Any = any

let service: Service | undefined
afterEach(() => service?.close())
afterAll(uninstall)

const call = async () => {
  await fetch(`${process.env.ORDERS_URL}/orders/7`)
  return 'called'
}

/** The same service in each framework, in the form in which it is handed over. */
const apps: Record<string, () => unknown> = {
  'a server over TLS, with a certificate of its own': () =>
    forServer(createSecureServer(selfSigned(), (_, response) => void call().then((text) => response.end(text)))),
  'an Express app': () =>
    express5()
      .use(forExpress())
      .get('/', async (_request: Any, response: Any) => response.send(await call())),
  'a Fastify app': () => {
    const app = fastify5()
    app.register(forFastify)
    app.get('/', call)
    return app
  },
  'a Koa app': () =>
    new koa3().use(forKoa()).use(async (context: Any) => {
      context.body = await call()
    }),
  'a server of node:http': () => forServer(createServer(async (_, response) => void response.end(await call()))),
  'a handler': () => {
    const ferry = forExpress()
    return (request: Any, response: Any) => ferry(request, response, async () => response.end(await call()))
  },
  'a hapi app': () => {
    const app = hapi.server({ listener: forServer(createServer()) as Any, autoListen: true })
    app.route({ method: '*', path: '/', handler: call })
    return app
  },
}

for (const [kind, make] of Object.entries(apps)) {
  for (const [how, app] of [
    ['itself', make()],
    ['from a function', () => make()],
  ] as const) {
    test(`${kind}, ${how}: every header of both requests arrives`, async () => {
      service = await startService(app, { upstreams: ['orders'] })
      const result = await service.send('/')
      expect([result.status, result.body]).toEqual([200, 'called'])
      expect(result.calls.map(({ request, upstream, path, ok }) => [request, upstream, path, ok])).toEqual([
        [1, 'orders', '/orders/7', true],
        [2, 'orders', '/orders/7', true],
      ])
      for (const { headers } of result.calls) {
        expect(headers.map(({ name, state }) => [name, state])).toEqual(defaultHeaders.map((name) => [name, 'arrived']))
      }
      result.expectForwarded()
      result.expectForwarded({ to: 'orders' })
    })
  }
}

test('a call that is made and takes its time to arrive is waited for', async () => {
  const toUpstream = buildConnector({})
  // Longer than the time that `send` waits when all has arrived.
  const connect: typeof toUpstream = (options, done) => void setTimeout(() => toUpstream(options, done), 400)
  service = await startService(
    (urls: Record<string, string>) => {
      const client = new Client(urls.orders as string, { connect })
      return forServer(
        createServer((_, response) => {
          client.request({ path: '/late', method: 'GET' }).then(({ body }) => body.dump())
          response.end('early')
        }),
      )
    },
    { upstreams: ['orders'] },
  )
  const result = await service.send('/', { times: 1 })
  expect(result.calls.map(({ path, ok }) => [path, ok])).toEqual([['/late', true]])
})

test('what the app is given: environment, URLs, answers; and all is put back when it closes', async () => {
  const seen: unknown[] = []
  service = await startService(
    (urls: Record<string, string>) => async (_: unknown, response: Any) => {
      const orders = await fetch(`${urls.orders}/7`)
      const paid = await fetch(`${process.env.PAY}/`, { method: 'POST', body: 'x' })
      seen.push(await orders.json(), paid.status, await paid.text(), process.env.MORE)
      response.end()
    },
    {
      upstreams: {
        orders: { answer: ({ path }) => ({ body: { path } }) },
        payments: { env: 'PAY', answer: { status: 402, body: 'no', headers: { 'x-a': 'b' } } },
      },
      env: ({ orders }) => ({ MORE: `${orders}/more` }),
    },
  )
  const result = await service.send('/', { times: 1 })
  expect(seen).toEqual([{ path: '/7' }, 402, 'no', `${service.upstreams.orders}/more`])
  expect(result.calls.map(({ upstream, method, body }) => [upstream, method, body])).toEqual([
    ['orders', 'GET', ''],
    ['payments', 'POST', 'x'],
  ])
  await service.close()
  expect([process.env.PAY, process.env.ORDERS_URL, process.env.MORE]).toEqual([undefined, undefined, undefined])
})

test('sends at once go one after the other; a body, headers and other names than the default ones', async () => {
  service = await startService(
    (urls: Record<string, string>) =>
      express5()
        .use(forExpress({ headers: ['end-user'] }))
        .use(express5.json())
        .put('/n', async (request: Any, response: Any) => {
          await fetch(`${urls.orders}/${request.body.n}/${request.get('x-own')}`)
          response.end()
        }),
    { upstreams: ['orders'], headers: ['X-Request-Id', 'end-user', 'b3'] },
  )
  const send = (n: number) =>
    (service as Service).send('/n', { method: 'PUT', body: { n }, headers: { 'x-own': 'a' }, times: 1 })
  const results = await Promise.all([1, 2, 3].map(send))
  expect(results.map(({ calls }) => calls.map(({ path }) => path))).toEqual([['/1/a'], ['/2/a'], ['/3/a']])
  for (const result of results) {
    result.expectForwarded()
    expect(result.calls[0]?.headers.map(({ name }) => name)).toEqual(['x-request-id', 'end-user', 'b3'])
  }
})

test('a wrong option is told at start, with the cure', async () => {
  const orders = ['orders']
  const wrong: [unknown, Any, RegExp][] = [
    ['node server.js', { upstreams: orders }, /TF040: "node server.js" is not an app .* a command such as/],
    [{}, { upstreams: orders }, /TF040/],
    [express5(), { upstreams: 7 }, /TF040: upstreams is 7/],
    [express5(), { upstreams: ['a', 'a'] }, /TF040: upstreams has "a"/],
    [express5(), { upstreams: { a: { host: 'a:80' } } }, /TF040: the host of a is "a:80"/],
    [express5(), { upstreams: orders, headers: [] }, /TF040: headers/],
  ]
  for (const [app, options, message] of wrong) await expect(startService(app, options)).rejects.toThrow(message)
  service = await startService(express5(), { upstreams: orders })
  await expect(service.send('/', { times: 0 })).rejects.toThrow(/TF005: times is 0; write a whole number, 1 or more/)
  await expect(service.send('/', { settle: 5 } as object)).rejects.toThrow(
    /TF007: unknown option "settle"; options are/,
  )
  const result = await service.send('/')
  expect(() => result.expectForwarded({ to: 'order' })).toThrow(/TF040: to has "order"; upstreams are orders/)
})
