import type { Server } from 'node:net'
import { Readable } from 'node:stream'
import { type Echo, expectCarried, headersOf, listen, parses, requestRaw, startEcho } from '@traceferry/testkit'
import { type Context, Hono } from 'hono'
import { stream } from 'hono/streaming'
import * as server1 from 'hono-node-server1'
import * as server2 from 'hono-node-server2'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { traceferry } from '../src/index.ts'

const ids = headersOf(5)

let echo: Echo
beforeAll(async () => {
  echo = await startEcho()
})
beforeEach(() => echo.clear())
afterAll(() => echo.close())

const call = (path: string) => fetch(`${echo.url}/${path}`).then((response) => response.text())

function calling(): Hono {
  const app = new Hono()
  app.use(traceferry())
  app.get('/', async (context) => context.text(await call('out')))
  return app
}

test.each(Object.entries({ 1: server1, 2: server2 }))(
  'a stream that calls out while it is pulled, @hono/node-server %s',
  async (_, { serve }) => {
    async function* pages() {
      for (let i = 0; i < 3; i++) yield new TextEncoder().encode(await call('page'))
    }
    const app = new Hono()
    app.use(traceferry())
    app.get('/', () => new Response(Readable.toWeb(Readable.from(pages())) as unknown as ReadableStream))
    const server = await new Promise<Server>((resolve) => {
      const started: Server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, () =>
        resolve(started),
      ) as Server
    })
    const { port } = server.address() as { port: number }
    const answer = await requestRaw(`http://127.0.0.1:${port}`, { path: '/', headers: ids })
    server.close()
    expect(answer.body).toBe('/page'.repeat(3))
    expectCarried(echo.seen('/page'), ids, 3)
  },
)

function pairs(flat: readonly string[]): [string, string][] {
  return flat.flatMap((name, i) => (i % 2 === 0 ? [[name, flat[i + 1] as string]] : []))
}

test('app.request(): a web Request without a Node request is captured from', async () => {
  const response = await calling().request('/', { headers: pairs(ids) })
  expect(await response.text()).toBe('/out')
  expectCarried(echo.calls, ids)
})

test('an env of another platform is no Node request', async () => {
  const response = await calling().request('/', { headers: pairs(ids) }, { incoming: 'a binding', KV: {} })
  expect(await response.text()).toBe('/out')
  expectCarried(echo.calls, ids)
})

for (const [line, { createAdaptorServer }] of Object.entries({
  '@hono/node-server 1': server1,
  '@hono/node-server 2': server2,
})) {
  const serve = (app: Hono) => listen(createAdaptorServer({ fetch: app.fetch }) as Server)

  describe(line, () => {
    const reading = (number: (context: Context) => Promise<unknown>) => (parsed: (n: unknown) => Promise<string>) => {
      const app = new Hono()
      app.use(traceferry())
      app.post('/', async (context) => context.text(await parsed(await number(context))))
      return serve(app)
    }
    parses(
      'c.req.json',
      'json',
      reading(async (context) => (await context.req.json()).n),
    )
    parses(
      'c.req.parseBody',
      'form',
      reading(async (context) => (await context.req.parseBody()).n),
    )
    parses(
      'c.req.parseBody',
      'file',
      reading(async (context) => (await context.req.parseBody()).n),
    )
    parses(
      'c.req.raw.body',
      'bytes',
      reading(async (context) => {
        let text = ''
        for await (const chunk of context.req.raw.body ?? []) text += Buffer.from(chunk).toString('latin1')
        return text.split(':')[0]
      }),
    )

    test('what a handler streams is made in the context', async () => {
      const app = new Hono()
      app.use(traceferry())
      app.get('/', (context) =>
        stream(context, async (out) => {
          await out.write(await call('first'))
          await out.sleep(5)
          await out.write(await call('second'))
        }),
      )
      const server = await serve(app)
      expect((await requestRaw(server.url, { headers: ids })).body).toBe('/first/second')
      await server.close()
      expectCarried(echo.calls, ids, 2)
    })

    test('an answer of the framework itself is as it was, and so are sub-apps', async () => {
      const app = calling()
      app.route(
        '/sub',
        new Hono().get('/', async (context) => context.json({ called: await call('sub') })),
      )
      const server = await serve(app)
      expect((await requestRaw(server.url, { headers: ids })).body).toBe('/out')
      expect((await requestRaw(server.url, { path: '/sub', headers: ids })).body).toBe('{"called":"/sub"}')
      expect(await requestRaw(server.url, { path: '/none', headers: ids })).toMatchObject({ status: 404 })
      await server.close()
      expectCarried(echo.calls, ids, 2)
    })
  })
}
