import { type Echo, expectCarried, headersOf, requestRaw, startEcho } from '@traceferry/testkit'
import fastify4 from 'fastify4'
import fastify5 from 'fastify5'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { TraceferryError, traceferry } from '../src/index.ts'
import { type Fastify, serve } from './fastify.ts'

const ids = headersOf(5)

const hooks = ['onRequest', 'preParsing', 'preValidation', 'preHandler', 'preSerialization', 'onSend', 'onResponse']

for (const [major, fastify] of Object.entries<Fastify>({ 'Fastify 4': fastify4, 'Fastify 5': fastify5 })) {
  describe(major, () => {
    let echo: Echo
    beforeAll(async () => {
      echo = await startEcho()
    })
    beforeEach(() => echo.clear())
    afterAll(() => echo.close())

    const call = (path: string) => async () => {
      await fetch(`${echo.url}/${path}`)
      return { ok: true }
    }

    async function ask(app: Fastify, path: string) {
      const server = await serve(app)
      const answer = await requestRaw(server.url, { path, headers: ids })
      await server.close()
      return answer
    }

    test('sibling routes, and routes of encapsulated plugins, are in the context', async () => {
      const app = fastify()
      app.register(traceferry)
      app.get('/sibling', call('sibling'))
      app.register(async (inner: Fastify) => {
        inner.get('/inner', call('inner'))
        inner.register(async (deep: Fastify) => deep.get('/deep', call('deep')), { prefix: '/deeper' })
      })
      const server = await serve(app)
      for (const path of ['/sibling', '/inner', '/deeper/deep']) await requestRaw(server.url, { path, headers: ids })
      await server.close()
      expectCarried(echo.calls, ids, 3)
    })

    test('inside an encapsulated plugin it captures for the routes there, and only there', async () => {
      const app = fastify()
      app.register(async (inner: Fastify) => {
        inner.register(traceferry)
        inner.get('/inner', call('inner'))
      })
      app.get('/outer', call('outer'))
      const server = await serve(app)
      for (const path of ['/inner', '/outer']) await requestRaw(server.url, { path, headers: ids })
      await server.close()
      expectCarried(echo.seen('/inner'), ids)
      expectCarried(echo.seen('/outer'), [])
    })

    test('every hook of the life of a request is in the context, async and with callbacks', async () => {
      const app = fastify()
      app.register(traceferry)
      for (const hook of hooks) {
        app.addHook(hook, async () => void (await fetch(`${echo.url}/async/${hook}`)))
        app.addHook(hook, (...args: Fastify[]) => {
          const done = args.at(-1)
          fetch(`${echo.url}/callback/${hook}`).then(() => done(), done)
        })
      }
      app.get('/', call('handler'))
      expect((await ask(app, '/')).status).toBe(200)
      await expect.poll(() => echo.calls.length).toBe(2 * hooks.length + 1)
      expectCarried(echo.calls, ids, 2 * hooks.length + 1)
    })

    test('an onError hook is in the context, and the answer keeps its status', async () => {
      const app = fastify()
      app.register(traceferry)
      app.addHook('onError', async () => void (await fetch(`${echo.url}/error`)))
      app.get('/', async () => {
        throw Object.assign(new Error('boom'), { statusCode: 418 })
      })
      expect(await ask(app, '/')).toMatchObject({ status: 418 })
      expectCarried(echo.calls, ids)
    })

    test('inject(): a request without a socket is in the context', async () => {
      const app = fastify()
      app.register(traceferry)
      app.get('/', call('injected'))
      const headers = Object.fromEntries(ids.map((name, i) => [name, ids[i + 1]]).filter((_, i) => i % 2 === 0))
      expect((await app.inject({ url: '/', headers })).statusCode).toBe(200)
      expectCarried(echo.calls, ids)
      await app.close()
    })

    test('a wrong option fails `await app.ready()`; those of Fastify itself are let through', async () => {
      const app = fastify()
      app.register(traceferry, { formats: ['zipkin'] })
      const error = await app.ready().then(
        () => undefined,
        (thrown: unknown) => thrown,
      )
      expect(error).toBeInstanceOf(TraceferryError)
      expect(error).toMatchObject({ code: 'TF001' })

      const fine = fastify()
      fine.register(traceferry, { prefix: '/v1', logLevel: 'warn', formats: ['w3c'] })
      await fine.ready()
      await fine.close()
    })
  })
}
