import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Echo, startEcho } from '../src/echo.ts'
import { expectCarried } from '../src/expect-carried.ts'
import { blocksOf } from '../src/program.ts'
import { requestRaw } from '../src/raw-client.ts'
import { headersOf } from '../src/samples.ts'
import { makeProject, type Project } from './nest-app.ts'

// The recipe's own programs, but for the one over TCP (packages/messages/test/nest.test.ts), compiled with strict types and started, with the app of `apps/nest` as their AppModule.
const [onExpress = '', onFastify = ''] = blocksOf('docs/recipes/nest.md').map(({ code }) => code)
const line = /^.*\(traceferry.*\n/m
const programs = {
  express: onExpress,
  fastify: onFastify,
  expressWithout: onExpress.replace(line, ''),
  fastifyWithout: onFastify.replace(line, ''),
  fastifyLate: onFastify.replace(line, '').replace('await app.listen', 'await app.register(traceferry)\n$&'),
}

const around = ['middleware', 'guard', 'factory', 'before', 'pipe', 'scoped', 'http-module', 'handler', 'after']
const failing = ['middleware', 'guard', 'factory', 'before', 'handler', 'filter']
const REQUESTS = 50
const isBare = (n: number) => n % 7 === 6
const fails = (n: number) => n % 5 === 4

let echo: Echo
beforeAll(async () => {
  echo = await startEcho()
})
afterAll(() => echo.close())

describe.each(['11', '12'])('Nest %s', (major) => {
  let project: Project
  beforeAll(() => {
    project = makeProject(major, programs)
  })
  beforeEach(() => echo.clear())
  afterAll(() => project?.remove())

  describe.each(['express', 'fastify'])('on %s, by the recipe', (platform) => {
    let app: Awaited<ReturnType<Project['start']>>
    beforeAll(async () => {
      app = await project.start(platform, echo.url)
    })
    afterAll(() => app?.stop())

    async function ask(n: number): Promise<void> {
      const path = `/all/${n}/${fails(n) ? 'fail' : 'ok'}`
      const { status, body } = await requestRaw(app.url, { path, headers: isBare(n) ? [] : headersOf(n) })
      expect([status, body]).toEqual(fails(n) ? [418, 'filtered'] : [200, `${n}`])
    }

    function expectRight(n: number): void {
      const calls = echo.calls.filter(({ path }) => path.startsWith(`/${n}/`))
      const places = calls.map(({ path }) => path.split('/')[2]).sort()
      expect(places).toEqual([...(fails(n) ? failing : around)].sort())
      expectCarried(calls, isBare(n) ? [] : headersOf(n), places.length)
    }

    test('middleware, guard, interceptor, pipe, request-scoped providers, HttpModule, fetch', async () => {
      await ask(1)
      expectRight(1)
    })

    test('an exception filter', async () => {
      await ask(4)
      expectRight(4)
    })

    test(`${REQUESTS} requests at once, some without headers, some failing: 0 wrong ids`, async () => {
      const numbers = Array.from({ length: REQUESTS }, (_, n) => n)
      await Promise.all(numbers.map(ask))
      for (const n of numbers) expectRight(n)
    })

    test('without the line nothing goes: the test can fail', async () => {
      const bare = await project.start(`${platform}Without`, echo.url)
      await requestRaw(bare.url, { path: '/all/1/ok', headers: headersOf(1) })
      await bare.stop()
      // One call more than a request makes: the one at startup, which would carry nothing in any case.
      expectCarried(echo.calls, [], around.length + 1)
    })
  })

  test('on fastify, registered on the app: Nest has put its middleware in front, as the recipe says', async () => {
    const app = await project.start('fastifyLate', echo.url)
    await requestRaw(app.url, { path: '/all/1/ok', headers: headersOf(1) })
    await app.stop()
    expectCarried(echo.seen('/1/middleware'), [])
    expectCarried(echo.seen('/1/guard'), headersOf(1))
  })
})
