import { randomInt } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Echo, startEcho } from '../src/echo.ts'
import { expectCarried } from '../src/expect-carried.ts'
import { blocksOf } from '../src/program.ts'
import { requestRaw } from '../src/raw-client.ts'
import { headersOf } from '../src/samples.ts'
import { startApp } from './next-app.ts'

// The caches of Next.js stay on disk from run to run, so each case asks for a path of its own.
const REQUESTS = 50
const isBare = (n: number) => n % 7 === 6
const fresh = () => randomInt(1000, 2 ** 40)

describe('Next.js 16, started by the recipe', () => {
  let echo: Echo
  let app: Awaited<ReturnType<typeof startApp>>
  beforeAll(async () => {
    echo = await startEcho()
    app = await startApp(
      blocksOf('docs/recipes/next.md').find(({ code }) => code.includes('next start'))?.code ?? '',
      echo.url,
    )
  }, 300_000)
  beforeEach(() => echo.clear())
  afterAll(async () => {
    await app?.stop()
    await echo.close()
  })

  const headers = (n: number) => (isBare(n) ? [] : headersOf(n))
  async function ask(path: string, n: number): Promise<void> {
    const { status } = await requestRaw(app.url, { path, headers: headers(n) })
    expect(status).toBe(200)
  }
  const askAll = (page: string) => Promise.all(Array.from({ length: REQUESTS }, (_, n) => ask(`/${page}?n=${n}`, n)))

  test(`${REQUESTS} requests at once: each call of proxy.js and of a route handler with its own ids`, async () => {
    await askAll('plain')
    for (let n = 0; n < REQUESTS; n++) {
      expectCarried(echo.seen(`/${n}/proxy`), headers(n))
      expectCarried(echo.seen(`/${n}/plain`), headers(n), 2)
    }
  })

  test('the same call twice in one render goes out once, with the ids of the request', async () => {
    await askAll('memo')
    for (let n = 0; n < REQUESTS; n++) expectCarried(echo.seen(`/${n}/memo`), headers(n))
  })

  test('requests with different ids share the data cache', async () => {
    const n = fresh()
    for (const asking of [1, 2, 3, 4]) await ask(`/cached?n=${n}`, asking)
    expectCarried(echo.seen(`/${n}/cached`), headersOf(1))
  })

  test('with an id among the headers of the call they do not: the test can fail', async () => {
    const n = fresh()
    for (const asking of [1, 2, 3, 4]) await ask(`/cached?naive&n=${n}`, asking)
    expect(echo.seen(`/${n}/cached`)).toHaveLength(4)
  })

  test('a stale entry is made anew with the ids of the request that found it stale', async () => {
    const n = fresh()
    await ask(`/stale?n=${n}`, 1)
    await sleep(1200)
    await ask(`/stale?n=${n}`, 2)
    await expect.poll(() => echo.seen(`/${n}/stale`).length).toBe(2)
    expectCarried(echo.seen(`/${n}/stale`).slice(0, 1), headersOf(1))
    expectCarried(echo.seen(`/${n}/stale`).slice(1), headersOf(2))
  })
})
