import { createServer } from 'node:http'
import { Readable } from 'node:stream'
import { type Echo, expectCarried, headersOf, listen, requestRaw, startEcho } from '@traceferry/testkit'
import koa2 from 'koa2'
import koa3 from 'koa3'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { traceferry } from '../src/index.ts'
import type { Koa } from './koa.ts'

const ids = headersOf(5)

for (const [major, Koa] of Object.entries<Koa>({ 'Koa 2': koa2, 'Koa 3': koa3 })) {
  describe(major, () => {
    let echo: Echo
    beforeAll(async () => {
      echo = await startEcho()
    })
    beforeEach(() => echo.clear())
    afterAll(() => echo.close())

    async function ask(app: Koa) {
      const server = await listen(createServer(app.callback()))
      const answer = await requestRaw(server.url, { headers: ids })
      await server.close()
      return answer
    }

    test('a body that calls out while it is read, after the middleware is done', async () => {
      async function* pages() {
        for (let i = 0; i < 3; i++) yield await (await fetch(`${echo.url}/page`)).text()
      }
      const app = new Koa()
      app.use(traceferry())
      app.use((context: Koa) => {
        context.body = Readable.from(pages())
      })
      expect((await ask(app)).body).toBe('/page'.repeat(3))
      expectCarried(echo.seen('/page'), ids, 3)
    })

    test("an error downstream keeps its status, and reaches ctx.app.on('error') in the context", async () => {
      const errors: unknown[] = []
      const app = new Koa()
      app.on('error', (error: Error, context: Koa) => {
        errors.push([error.message, context.path])
        void fetch(`${echo.url}/error`)
      })
      app.use(traceferry())
      app.use((context: Koa) => context.throw(409, 'taken'))
      expect(await ask(app)).toMatchObject({ status: 409, body: 'taken' })
      expect(errors).toEqual([['taken', '/']])
      await expect.poll(() => echo.calls.length).toBe(1)
      expectCarried(echo.calls, ids)
    })

    test('what comes after `await next()` is in the context, and gets what next resolves to', async () => {
      const app = new Koa()
      const line = traceferry()
      let passed: unknown
      app.use(async (context: Koa, next: () => Promise<unknown>) => {
        passed = await line(context, next)
      })
      app.use(async (context: Koa, next: () => Promise<unknown>) => {
        await next()
        await fetch(`${echo.url}/after`)
        context.body = 'ok'
        return 'passed on'
      })
      app.use(async () => void (await fetch(`${echo.url}/inner`)))
      expect((await ask(app)).body).toBe('ok')
      expect(passed).toBe('passed on')
      expectCarried(echo.calls, ids, 2)
    })

    test("Koa's own asyncLocalStorage is left alone", async () => {
      const app = new Koa({ asyncLocalStorage: true })
      app.use(traceferry())
      app.use(async (context: Koa) => {
        await fetch(`${echo.url}/own`)
        context.body = app.currentContext.path
      })
      expect((await ask(app)).body).toBe('/')
      expectCarried(echo.calls, ids)
    })
  })
}
