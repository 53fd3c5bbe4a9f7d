import { createServer, type Server } from 'node:http'
import { type Echo, expectCarried, headersOf, listen, requestRaw, startEcho } from '@traceferry/testkit'
import connect from 'connect'
import express4 from 'express4'
import fastify5 from 'fastify5'
import hapi from 'hapi'
import koa3 from 'koa3'
import polka from 'polka'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { traceferry } from '../src/index.ts'

// biome-ignore lint/suspicious/noExplicitAny: frameworks without types
type Any = any

let echo: Echo
beforeAll(async () => {
  echo = await startEcho()
})
beforeEach(() => echo.clear())
afterAll(() => echo.close())

const call = async (path: unknown) => {
  await fetch(`${echo.url}${path}`)
  return `called ${path}`
}

/** How to get a server out of each framework, with an app that calls out. */
const frameworks: Record<string, () => Server | Promise<Server>> = {
  'hapi (its listener)': async () => {
    const listener = traceferry(createServer())
    const app = hapi.server({ listener, autoListen: false })
    app.route({ method: '*', path: '/{any*}', handler: (request) => call(request.path) })
    await app.start()
    return listener
  },
  'hapi (wrapped after it was made)': async () => {
    const app = hapi.server({ autoListen: false })
    app.route({ method: '*', path: '/{any*}', handler: (request) => call(request.path) })
    await app.start()
    return traceferry(app.listener as Server)
  },
  polka: () => {
    const app = polka({ server: traceferry(createServer()) })
    app.get('*', async (request: Any, response: Any) => response.end(await call(request.path)))
    app.server.on('request', app.handler)
    return app.server
  },
  connect: () => {
    const app = connect()
    app.use(async (request: Any, response: Any) => response.end(await call(request.url)))
    return traceferry(createServer(app))
  },
  'Express 4': () => {
    const app = express4()
    app.get('*', async (request: Any, response: Any) => response.send(await call(request.path)))
    return traceferry(createServer(app))
  },
  'Koa 3': () => {
    const app = new koa3()
    app.use(async (context: Any) => {
      context.body = await call(context.path)
    })
    return traceferry(createServer(app.callback()))
  },
  'Fastify 5': async () => {
    const app = fastify5()
    app.get('/*', (request) => call(request.url))
    await app.ready()
    return traceferry(app.server)
  },
}

for (const [name, start] of Object.entries(frameworks)) {
  test(`${name}: 20 requests at once, each with its own ids`, async () => {
    const server = await listen(await start())
    const numbers = Array.from({ length: 20 }, (_, n) => n)
    const answers = await Promise.all(
      numbers.map((n) => requestRaw(server.url, { path: `/${n}`, headers: n % 4 === 3 ? [] : headersOf(n) })),
    )
    await server.close()
    expect(answers.map(({ body }) => body)).toEqual(numbers.map((n) => `called /${n}`))
    for (const n of numbers) expectCarried(echo.seen(`/${n}`), n % 4 === 3 ? [] : headersOf(n))
  })
}
