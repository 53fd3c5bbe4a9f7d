import http from 'node:http'
import { traceferry as express } from '@traceferry/express'
import { traceferry as fastify } from '@traceferry/fastify'
import { traceferry as hono } from '@traceferry/hono'
import { traceferry as koa } from '@traceferry/koa'
import { listen } from '@traceferry/testkit'
import express4 from 'express4'
import express5 from 'express5'
import Fastify4 from 'fastify4'
import Fastify5 from 'fastify5'
import { Hono } from 'hono'
import { getRequestListener } from 'hono-node-server2'
import Koa2 from 'koa2'
import Koa3 from 'koa3'
import { afterEach, describe, expect, test } from 'vitest'
import { world } from './app.ts'

const here = world()

/** A server with the adapter's line, whose only route calls the slow upstream and catches nothing. */
type Start = (call: () => Promise<unknown>) => Promise<http.Server> | http.Server

function onExpress(make: typeof express5): Start {
  return (call) => {
    const app = make()
    app.use(express())
    app.get(
      '/',
      (_: unknown, response: { send(text: unknown): void }, next: (error: unknown) => void) =>
        void call().then((text) => response.send(text), next),
    )
    return http.createServer(app)
  }
}

function onFastify(make: typeof Fastify5): Start {
  return async (call) => {
    const app = make()
    app.register(fastify)
    app.get('/', call)
    await app.ready()
    return app.server
  }
}

function onKoa(Make: typeof Koa3): Start {
  return (call) => {
    const app = new Make()
    app.silent = true
    app.use(koa())
    app.use(async (context: { body: unknown }) => {
      context.body = await call()
    })
    return http.createServer(app.callback())
  }
}

const frameworks: Record<string, Start> = {
  'express 4': onExpress(express4 as unknown as typeof express5),
  'express 5': onExpress(express5),
  'fastify 4': onFastify(Fastify4 as unknown as typeof Fastify5),
  'fastify 5': onFastify(Fastify5),
  'koa 2': onKoa(Koa2 as unknown as typeof Koa3),
  'koa 3': onKoa(Koa3),
  hono(call) {
    const app = new Hono()
    app.use(hono())
    app.get('/', async (context) => context.text(String(await call())))
    app.onError((error, context) => context.text(error.message, (error as { status?: 504 }).status ?? 500))
    return http.createServer(getRequestListener(app.fetch))
  },
}

let stop: (() => unknown) | undefined
afterEach(() => stop?.())

describe.each(Object.entries(frameworks))('%s', (_, start) => {
  test('one line: a request out of time is answered 504, and its call ended', async () => {
    here.limit({ defaultMs: 500 })
    here.echo.on('/slow', { delay: 5000 })
    let path = '/fast'
    const served = await listen(await start(async () => (await fetch(`${here.echo.url}${path}`)).text()))
    stop = served.close
    // What is loaded by the first request, on a busy machine, would take the time of the one that is measured.
    await fetch(served.url)
    path = '/slow'
    const response = await fetch(served.url, { headers: { 'grpc-timeout': '90S' } })
    expect(response.status).toBe(504)
    const [told = ''] = here.echo.seen('/slow')[0]?.all('grpc-timeout') ?? []
    expect(Number.parseInt(told, 10)).toBeLessThan(500)
  })

  test('and one with time is answered as ever', async () => {
    here.limit({ defaultMs: 20_000 })
    const served = await listen(await start(async () => (await fetch(`${here.echo.url}/fast`)).text()))
    stop = served.close
    expect(await (await fetch(served.url)).text()).toBe('/fast')
  })
})
