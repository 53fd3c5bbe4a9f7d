import { install, interceptor, uninstall } from '@traceferry/fetch'
import {
  type Echo,
  expectCarried,
  headersOf,
  outside,
  resolveOutsideNames,
  startEcho,
  tracingLines,
  within,
} from '@traceferry/testkit'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Dispatcher, eachUndici, quickly } from './undici.ts'

type Dispatch = Dispatcher['dispatch']
type Options = Parameters<Dispatch>[0]
type Interceptor = (dispatch: Dispatch) => Dispatch

const ours = headersOf(8)
let echo: Echo
let restore: () => void

beforeAll(async () => {
  restore = resolveOutsideNames()
  echo = await startEcho()
})
beforeEach(() => void install())
afterEach(() => echo.clear())
afterAll(async () => {
  uninstall()
  restore()
  await echo.close()
})

const path = (n: number) => ({ path: `/${n}`, method: 'GET' }) as const

async function ask(dispatcher: Dispatcher, options: object): Promise<void> {
  const { body } = await dispatcher.request({ method: 'GET', ...options } as never)
  await body.dump()
}

/** Every one of these requests at once; each of their calls must carry its own headers. */
async function crossed(dispatcher: Dispatcher, options: object = {}, attempts = 1): Promise<void> {
  const requests = Array.from({ length: 60 }, (_, i) => i + 1)
  await Promise.all(requests.map((n) => within(headersOf(n), () => ask(dispatcher, { ...path(n), ...options }))))
  for (const n of requests) expectCarried(echo.seen(`/${n}`), headersOf(n), attempts)
  await dispatcher.destroy()
}

/** An interceptor with a queue of its own, which each call that ends lets the next one out of. */
function oneAtATime(): Interceptor {
  const waiting: (() => void)[] = []
  const release = () => void waiting.shift()?.()
  return (next) => (opts, handler) => {
    const ended = new Proxy(handler as unknown as Record<string, (...args: unknown[]) => unknown>, {
      get(target, key: string) {
        const callback = target[key]
        if (!key.startsWith?.('on')) return callback
        if (!/^on(Complete|ResponseEnd|Error|ResponseError)$/.test(key)) return callback?.bind(target)
        return (...args: unknown[]) => {
          release()
          return callback?.apply(target, args)
        }
      },
    })
    waiting.push(() => next(opts, ended as never))
    if (waiting.length === 1) setTimeout(release, 5)
    return true
  }
}

function failing(times: number): void {
  for (let n = 1; n <= 60; n++) echo.on(`/${n}`, { failures: times })
}

await eachUndici((undici, major) => {
  const { Agent, Pool, interceptors } = undici
  const pool = () => new Pool(echo.url, { connections: 1 })
  const retry = () => interceptors.retry({ ...quickly, errorCodes: [] } as never)
  const byName = () => ({ origin: `http://localhost:${echo.port}` })

  test('what an interceptor behind the decision writes into the headers of a call is on no other call', async () => {
    const writer: Interceptor = (next) => (opts, handler) => {
      const headers = opts.headers as Record<string, string>
      if (opts.path.endsWith('w')) for (const name of Object.keys(headers)) headers[name] = 'written'
      return next(opts, handler)
    }
    const agent = new Agent({ factory: (origin) => new Pool(origin, { connections: 2 }).compose(writer) })
    const paths = (n: number) => [`/${n}-1`, `/${n}-2`, `/${n}-3w`, `/${n}-4w`, `/${n}-5`]
    const requests = Array.from({ length: 60 }, (_, i) => i + 1)
    // Two sets of names, one after the other.
    const set = (n: number) => (n % 3 === 0 ? headersOf(n).slice(0, 4) : headersOf(n))
    await Promise.all(
      requests.map((n) =>
        within(set(n), async () => {
          const [first, ...others] = paths(n)
          await ask(agent, { origin: echo.url, path: first })
          await Promise.all(others.map((path) => ask(agent, { origin: echo.url, path })))
        }),
      ),
    )
    for (const n of requests) {
      for (const path of paths(n)) if (!path.endsWith('w')) expectCarried(echo.seen(path), set(n), 1)
    }
    await agent.destroy()
  })

  const behind: { [what: string]: (opts: Options) => Options | undefined } = {
    'another host': (opts) => void Object.assign(opts.headers as object, { Host: 'api.outside.example' }),
    'a signature': (opts) =>
      void Object.assign(opts.headers as object, { authorization: 'AWS4-HMAC-SHA256 Credential=x' }),
    'a signature in the query': (opts) => ({ ...opts, query: { 'X-Amz-Signature': 'x' } }),
    'another name for TLS': (opts) => ({ ...opts, servername: 'api.outside.example' }) as never,
  }
  test.each(Object.keys(behind))(
    '%s, which an interceptor behind the decision sets, keeps the headers away',
    async (what) => {
      const writer: Interceptor = (next) => (opts, handler) => next(behind[what]?.(opts) ?? opts, handler)
      const agent = new Agent({ factory: (origin) => new Pool(origin, { connections: 2 }).compose(writer) })
      await within(headersOf(1), () => ask(agent, { origin: echo.url, path: '/kept' }))
      expect(echo.seen('/kept').map(tracingLines)).toEqual([[]])
      await agent.destroy()
    },
  )

  test('dns, inside and outside of retry', async () => {
    failing(2)
    await crossed(
      new Agent({ connections: 1 }).compose(interceptors.dns({ dualStack: false } as never), retry()),
      byName(),
      3,
    )
    echo.clear()
    await crossed(
      new Agent({ connections: 1 }).compose(retry(), interceptors.dns({ dualStack: false } as never)),
      byName(),
      3,
    )
    failing(0)
  })

  test('dns of a name outside the mesh: its address does not bring it inside', async () => {
    const lookup = (_: unknown, __: unknown, done: (error: null, found: object[]) => void) =>
      done(null, [{ address: '127.0.0.1', family: 4, ttl: 1000 }])
    const agent = new Agent().compose(interceptors.dns({ lookup, dualStack: false } as never))
    await within(ours, () => ask(agent, { path: '/dns', origin: outside(echo.url) }))
    expectCarried(echo.seen('/dns'), [])
    await agent.destroy()
  })

  test('composed before install, used after it: a retry inside and outside of others', async () => {
    uninstall()
    const redirect = () => interceptors.redirect({ maxRedirections: 1 })
    const early = [
      pool().compose(redirect(), retry()),
      pool().compose(retry(), redirect()),
      // Code that keeps calls and sends them when another call is done.
      pool().compose(oneAtATime(), retry()),
      pool().compose(retry(), oneAtATime()),
    ]
    install()
    failing(2)
    for (const dispatcher of early) {
      echo.clear()
      await crossed(dispatcher, {}, 3)
    }
    failing(0)
  })

  test('an interceptor that builds the options from scratch', async () => {
    const rebuild: Interceptor = (next) => (opts, handler) => {
      const { origin, path, method, headers } = opts
      return next({ origin: origin as string, path, method, ...(headers && { headers }) }, handler)
    }
    failing(2)
    await crossed(pool().compose(rebuild, retry()), {}, 3)
    echo.clear()
    await crossed(pool().compose(retry(), rebuild), {}, 3)
    failing(0)
  })

  test('an interceptor with a queue of its own, emptied by other requests', async () => {
    await crossed(pool().compose(oneAtATime()))
  })

  test('a handler that several calls share: never the headers of another request', async () => {
    const dispatcher = pool()
    let open = 0
    let finish = () => {}
    const finished = new Promise<void>((resolve) => {
      finish = () => --open === 0 && resolve()
    })
    const handler = {
      onConnect() {},
      onHeaders: () => true,
      onData: () => true,
      onComplete: () => finish(),
      onError: () => finish(),
      onRequestStart() {},
      onResponseStart() {},
      onResponseData() {},
      onResponseEnd: () => finish(),
      onResponseError: () => finish(),
    }
    for (let n = 1; n <= 20; n++) {
      open++
      within(headersOf(n), () => dispatcher.dispatch(path(n), Object.freeze(handler) as never))
    }
    await finished
    for (let n = 1; n <= 20; n++) expectCarried(echo.seen(`/${n}`), headersOf(n))
    await dispatcher.destroy()
  })

  test('a call outside of any request carries nothing, though it waits for and is retried over their connection', async () => {
    for (const make of [() => new undici.RetryAgent(pool(), quickly), () => pool().compose(retry())]) {
      const dispatcher = make()
      failing(2)
      const requests = Array.from({ length: 20 }, (_, i) => i + 1)
      await Promise.all(
        requests.map((n) => (n % 2 ? ask(dispatcher, path(n)) : within(headersOf(n), () => ask(dispatcher, path(n))))),
      )
      for (const n of requests) expectCarried(echo.seen(`/${n}`), n % 2 ? [] : headersOf(n), 3)
      failing(0)
      echo.clear()
      await dispatcher.destroy()
    }
  })

  test('interceptor() alone, without install', async () => {
    uninstall()
    failing(2)
    await crossed(pool().compose(retry(), interceptor(echo.url)), {}, 3)
    echo.clear()
    await crossed(pool().compose(interceptor(echo.url), retry()), {}, 3)
    failing(0)
    echo.on('/away', { status: 302, headers: { location: `${outside(echo.url)}/gone` } })
    const agent = new Agent().compose(interceptor(), interceptors.redirect({ maxRedirections: 2 }))
    await within(ours, () => ask(agent, { origin: echo.url, path: '/away' }))
    expectCarried(echo.seen('/away'), ours)
    expectCarried(echo.seen('/gone'), [])
    await agent.destroy()
  })

  test('interceptor() outside of the redirects: a value that is a name lets nothing out, a signed path gets nothing', async () => {
    const values = [
      ...['x-request-id', 'baggage', 'baggage', 'user=42', 'sw8-x', 'x-request-id'],
      ...['traceparent', '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'],
    ]
    echo.on('/away', { status: 302, headers: { location: `${outside(echo.url)}/gone` } })
    echo.on('/sign', { status: 302, headers: { location: '/signed?X-Amz-Signature=1' } })
    const redirect = interceptors.redirect({ maxRedirections: 2 })
    for (const agent of [
      new Agent().compose(redirect, interceptor()),
      new Agent().compose(interceptor(), redirect),
      new Agent().compose(redirect),
    ]) {
      echo.calls.length = 0
      await within(values, () => ask(agent, { origin: echo.url, path: '/away' }))
      await within(values, () => ask(agent, { origin: echo.url, path: '/sign' }))
      expectCarried([...echo.seen('/away'), ...echo.seen('/sign')], values, 2)
      expectCarried([...echo.seen('/gone'), ...echo.seen('/signed')], [], 2)
      await agent.destroy()
    }
  })

  test('interceptor() beside install: exactly one copy', async () => {
    failing(2)
    await crossed(pool().compose(interceptor(), retry(), interceptor()), {}, 3)
    failing(0)
  })

  if (major < 7) return

  test('cache: what is fetched carries the headers of who asked, what is cached is not fetched', async () => {
    echo.on('/cached', { headers: { 'cache-control': 'max-age=100' } })
    const agent = new Agent().compose(interceptors.cache() as never)
    const call = { origin: echo.url, path: '/cached' }
    await within(headersOf(1), () => ask(agent, call))
    await within(headersOf(2), () => ask(agent, call))
    expectCarried(echo.seen('/cached'), headersOf(1))
    await agent.destroy()
  })

  test('cache: what is asked for again carries the headers of who asks now', async () => {
    echo.on('/stale', { headers: { 'cache-control': 'max-age=0, must-revalidate', etag: '"1"', vary: 'accept' } })
    const agent = new Agent().compose(interceptors.cache() as never, retry())
    for (const n of [1, 2]) await within(headersOf(n), () => ask(agent, { origin: echo.url, path: '/stale' }))
    const seen = echo.seen('/stale')
    expectCarried(seen.slice(0, 1), headersOf(1))
    expectCarried(seen.slice(1), headersOf(2))
    await agent.destroy()
  })

  test("deduplicate: one call for several requests carries the headers of the first, a retry never another's", async () => {
    if (interceptors.deduplicate === undefined) throw new Error(`undici ${major} has no deduplicate`)
    echo.on('/same', { failures: 1, delay: 10 })
    // With retry as the outermost, undici 7 itself never answers those who wait.
    const agent = new Agent({ connections: 1 }).compose(retry(), interceptors.deduplicate() as never)
    const same = { origin: echo.url, path: '/same' }
    await Promise.all([1, 2, 3].map((n) => within(headersOf(n), () => ask(agent, same))))
    expectCarried(echo.seen('/same'), headersOf(1), 2)
    await agent.destroy()
  })
})
