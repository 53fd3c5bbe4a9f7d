import { createServer } from 'node:http'
import { type Echo, expectCarried, headersOf, listen, requestRaw, startEcho } from '@traceferry/testkit'
import express4 from 'express4'
import express5 from 'express5'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { traceferry } from '../src/index.ts'
import type { Express } from './express.ts'

const ids = headersOf(5)

for (const [major, express] of Object.entries<Express>({ 'Express 4': express4, 'Express 5': express5 })) {
  describe(major, () => {
    let echo: Echo
    beforeAll(async () => {
      echo = await startEcho()
    })
    beforeEach(() => echo.clear())
    afterAll(() => echo.close())

    async function ask(app: Express, path: string) {
      const server = await listen(createServer(app))
      const answer = await requestRaw(server.url, { path, headers: ids })
      await server.close()
      return answer
    }

    test('routers, params and sub-apps behind the line are in the context', async () => {
      const call = async (_: Express, response: Express) => {
        await fetch(`${echo.url}/out`)
        response.send('ok')
      }
      const router = express.Router()
      router.param('id', async (_: Express, _response: Express, next: () => void) => {
        await fetch(`${echo.url}/param`)
        next()
      })
      router.get('/:id', call)
      const app = express()
      app.use(traceferry())
      app.use('/router', router)
      app.use('/sub', express().get('/', call))
      expect((await ask(app, '/router/1')).body).toBe('ok')
      expectCarried(echo.calls, ids, 2)
      expect((await ask(app, '/sub')).body).toBe('ok')
      expectCarried(echo.calls, ids, 3)
    })

    test('a request in a wrapper, beside a response that knows another, has its late events in the context', async () => {
      const middleware = traceferry()
      const handler = createServer((request, response) => {
        middleware(Object.create(request), response, () => {
          response.on('finish', () => void fetch(`${echo.url}/finish`))
          response.end('ok')
        })
      })
      const server = await listen(handler)
      await requestRaw(server.url, { path: '/', headers: ids })
      await vi.waitFor(() => expectCarried(echo.calls, ids, 1))
      await server.close()
    })

    test('what stands before the line makes calls without headers', async () => {
      const app = express()
      app.use(async (_: Express, _response: Express, next: () => void) => {
        await fetch(`${echo.url}/before`)
        next()
      })
      app.use(traceferry())
      app.get('/', async (_: Express, response: Express) => {
        await fetch(`${echo.url}/behind`)
        response.send('ok')
      })
      await ask(app, '/')
      expectCarried(echo.seen('/before'), [])
      expectCarried(echo.seen('/behind'), ids)
    })

    test('next is called once, with nothing, and gets back what it throws', async () => {
      const line = traceferry()
      const calls: unknown[][] = []
      const app = express()
      app.use((request: Express, response: Express, next: () => void) => {
        const fail = () =>
          line(request, response, () => {
            throw new Error('from next')
          })
        expect(fail).toThrow('from next')
        line(request, response, (...args: unknown[]) => {
          calls.push(args)
          next()
        })
      })
      app.get('/', (_: Express, response: Express) => response.send('ok'))
      expect((await ask(app, '/')).body).toBe('ok')
      expect(calls).toEqual([[]])
    })
  })
}
