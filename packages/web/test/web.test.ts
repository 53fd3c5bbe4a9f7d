// The one line in front of handlers and middleware of each shape: many requests at once, each call with its own ids.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { uninstall } from '@traceferry/fetch'
import { type Echo, expectCarried, headersOf, listen, requestRaw, type Served, startEcho } from '@traceferry/testkit'
import { Hono } from 'hono'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { counters, traceferry } from '../src/index.ts'

const REQUESTS = 20

let echo: Echo
let server: Served | undefined
beforeAll(async () => {
  echo = await startEcho()
})
afterEach(async () => {
  await server?.close()
  server = undefined
  echo.clear()
  vi.restoreAllMocks()
})
afterAll(async () => {
  uninstall()
  await echo.close()
})

type Answer = (request: Request) => Promise<Response> | Response

/** A bare server that makes web Requests, as frameworks and platforms do. It knows nothing of us. */
async function serve(answer: Answer): Promise<string> {
  const started = await listen(
    createServer(async (incoming, outgoing) => {
      const headers = new Headers(incoming.headers as Record<string, string>)
      const response = await answer(new Request(`http://service${incoming.url}`, { headers }))
      outgoing.statusCode = response.status
      for await (const chunk of response.body ?? []) outgoing.write(chunk)
      outgoing.end()
    }),
  )
  server = started
  return started.url
}

/** Calls at once, while its answer is read, and after it. */
async function work(request: Request): Promise<Response> {
  const path = new URL(request.url).pathname
  await (await fetch(`${echo.url}${path}/now`)).text()
  const body = new ReadableStream({
    async pull(controller) {
      await (await fetch(`${echo.url}${path}/body`)).text()
      controller.enqueue(new TextEncoder().encode('ok'))
      controller.close()
    },
  })
  setTimeout(() => fetch(`${echo.url}${path}/late`).catch(() => {}), 30)
  return new Response(body)
}

async function askAll(url: string, calls = 3): Promise<void> {
  const numbers = Array.from({ length: REQUESTS }, (_, n) => n)
  const isBare = (n: number) => n % 5 === 4
  const answers = await Promise.all(
    numbers.map((n) => requestRaw(url, { path: `/${n}`, headers: isBare(n) ? [] : headersOf(n) })),
  )
  expect(answers.map(({ body }) => body)).toEqual(numbers.map(() => 'ok'))
  // The late calls come after the answers.
  await vi.waitFor(() => expect(echo.calls).toHaveLength(REQUESTS * calls), 5000)
  for (const n of numbers)
    expectCarried(
      echo.calls.filter(({ path }) => path.startsWith(`/${n}/`)),
      isBare(n) ? [] : headersOf(n),
      calls,
    )
}

// biome-ignore lint/suspicious/noExplicitAny: each framework has types of its own
type Any = any

const handlers: Record<string, () => Answer> = {
  'a handler of Requests': () => traceferry(work),
  'a handler with options': () => traceferry(work, { clusterDomain: 'example.internal' }),
  'a Hono app': () => {
    const app = new Hono()
    app.use(traceferry())
    app.all('*', (context) => work(context.req.raw))
    return (request) => app.fetch(request)
  },
  'a Hono app, without parentheses': () => {
    const app = new Hono()
    app.use(traceferry)
    app.all('*', (context) => work(context.req.raw))
    return (request) => app.fetch(request)
  },
  // The shapes of frameworks that tools/frameworks starts for real.
  'SvelteKit: handle({ event, resolve })': () => {
    const handle: Any = traceferry()
    return (request) => handle({ event: { request }, resolve: (event: Any) => work(event.request) })
  },
  'H3 2: (event, next)': () => {
    const middleware: Any = traceferry()
    return (req) => middleware({ req }, () => work(req))
  },
  'Astro and React Router: ({ request }, next)': () => {
    const middleware: Any = traceferry()
    return (request) => middleware({ request, params: {} }, () => work(request))
  },
  'TanStack Start: ({ request, next })': () => {
    const middleware: Any = traceferry()
    return (request) => middleware({ request, next: () => work(request) })
  },
  'Elysia: wrap(handler, request)': () => {
    const wrap: Any = traceferry()
    return (request) => wrap(work, request)(request)
  },
  'Elysia, without parentheses': () => {
    const wrap: Any = traceferry
    return (request) => wrap(work, request)(request)
  },
}

describe(`${REQUESTS} requests at once`, () => {
  test.each(Object.entries(handlers))('%s', async (_, make) => {
    await askAll(await serve(make()))
  })

  test('a handler of node:http, such as a function of Google or an API route of Next.js', async () => {
    const handler = traceferry(async (request: IncomingMessage, response: ServerResponse) => {
      await (await fetch(`${echo.url}${request.url}/now`)).text()
      request.resume().on('end', async () => {
        await (await fetch(`${echo.url}${request.url}/late`)).text()
        response.end('ok')
      })
    })
    const started = await listen(createServer(handler))
    server = started
    await askAll(started.url, 2)
  })

  test.each([
    ['Express: (request, response, next)', () => traceferry()],
    ['Express, without parentheses', () => traceferry],
  ])('%s, where its own package belongs', async (_, make) => {
    const middleware: Any = make()
    const handler = async (request: IncomingMessage, response: ServerResponse) => {
      await (await fetch(`${echo.url}${request.url}/now`)).text()
      response.end('ok')
    }
    const started = await listen(
      createServer((request, response) => middleware(request, response, () => handler(request, response))),
    )
    server = started
    await askAll(started.url, 1)
  })

  test('without our line nothing goes: the tests can fail', async () => {
    const url = await serve(work)
    await requestRaw(url, { path: '/1', headers: headersOf(1) })
    await vi.waitFor(() => expectCarried(echo.calls, [], 3))
  })
})

// What a server reads after the handler has returned, in the server's own context.
const bodies: Record<string, (part: () => Promise<Uint8Array>) => ReadableStream> = {
  'pull()': (part) => {
    const pull = async (controller: ReadableStreamDefaultController) => {
      controller.enqueue(await part())
      controller.close()
    }
    return new ReadableStream({ pull }, { highWaterMark: 0 })
  },
  'a generator': (part) => {
    async function* parts() {
      yield await part()
    }
    // TypeScript's DOM types lack it.
    const { from } = ReadableStream as unknown as { from(parts: AsyncIterable<Uint8Array>): ReadableStream }
    return Reflect.apply(from, ReadableStream, [parts()])
  },
  'transform()': (part) => {
    const transform = async (_: unknown, controller: TransformStreamDefaultController) =>
      controller.enqueue(await part())
    return new Blob(['.']).stream().pipeThrough(new TransformStream({ transform }))
  },
}

/** Calls in the handler, and in its answer's body. */
function late(body: (typeof bodies)[string]): (request: Request) => Promise<Response> {
  return async ({ url }) => {
    const path = new URL(url).pathname
    await (await fetch(`${echo.url}${path}/now`)).text()
    return new Response(
      body(async () => {
        await (await fetch(`${echo.url}${path}/body`)).text()
        return new TextEncoder().encode('ok')
      }),
    )
  }
}

describe('a body that calls while it is read', () => {
  test.each(Object.entries(bodies))('%s', async (_, body) => {
    await askAll(await serve(traceferry(late(body))), 2)
  })

  test.each(Object.entries(bodies))('%s, after a queue in front of the line', async (_, body) => {
    const line = traceferry(late(body))
    await askAll(await serve(inQueue(line)), 2)
  })

  test('the server and the handler share one set', async () => {
    const url = await serve(traceferry(late(bodies['pull()'] as never)))
    const before = counters().dropped.malformed ?? 0
    await requestRaw(url, { path: '/1', headers: ['X-Request-Id', 'r-1', 'traceparent', 'malformed'] })
    expect((counters().dropped.malformed ?? 0) - before).toBe(1)
    expectCarried(echo.calls, ['x-request-id', 'r-1'], 2)
  })

  test('a Request with other ids than the server saw: each call has one of them, by who made it', async () => {
    const line = traceferry(late(bodies['pull()'] as never))
    const url = await serve((request) => line(new Request(request.url, { headers: { 'x-request-id': 'made-up' } })))
    await requestRaw(url, { path: '/1', headers: ['x-request-id', 'r-1'] })
    expect(echo.seen('/1/now')[0]?.all('x-request-id')).toEqual(['made-up'])
    expect(echo.seen('/1/body')[0]?.all('x-request-id')).toEqual(['r-1'])
  })
})

/** Two at a time; who has ended starts the next one, in its own context. */
function inQueue(answer: (request: Request) => Promise<Response>): (request: Request) => Promise<Response> {
  const waiting: (() => void)[] = []
  let free = 2
  return (request) =>
    new Promise((resolve, reject) => {
      waiting.push(() => {
        answer(request)
          .then(resolve, reject)
          .finally(() => {
            free++
            startNext()
          })
      })
      startNext()
    })
  function startNext() {
    if (free === 0) return
    const next = waiting.shift()
    if (next === undefined) return
    free--
    next()
  }
}

test('a handler keeps its name, length, properties, `this`, arguments, result and errors', async () => {
  const error = new Error('of the handler')
  const handler = Object.assign(
    function handler(this: unknown, request: Request, context: { n: number }) {
      if (context.n < 0) throw error
      return [this, request, context.n]
    },
    { schedule: 'daily' },
  )
  const line = traceferry(handler)
  expect([line.name, line.length, line.schedule]).toEqual(['handler', 2, 'daily'])
  const request = new Request('http://service/')
  expect(line.call('self', request, { n: 1 })).toEqual(['self', request, 1])
  expect(() => line(request, { n: -1 })).toThrow(error)
  const rejecting = traceferry((_: Request) => Promise.reject(error))
  await expect(rejecting(request)).rejects.toBe(error)
})

test('a wrong option fails at start', () => {
  expect(() => traceferry(work, { formats: ['zipkin'] as never })).toThrow(/^TF001/)
  expect(() => traceferry({ formats: ['zipkin'] as never })).toThrow(/^TF001/)
})

test('a call without a request is passed on, and told once', () => {
  const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {})
  const line = traceferry((...args: unknown[]) => args.length)
  expect([line(), line('text'), line({ body: 'no headers' })]).toEqual([0, 1, 1])
  expect(warn).toHaveBeenCalledTimes(1)
  expect(warn.mock.calls[0]?.[0]).toMatch(/first argument is not a request/)
})

test('the line around the app and the line in it capture once', async () => {
  const app = new Hono()
  app.use(traceferry())
  app.all('*', (context) => work(context.req.raw))
  const url = await serve(traceferry((request: Request) => app.fetch(request)))
  const before = counters().dropped.malformed ?? 0
  await requestRaw(url, { path: '/1', headers: ['X-Request-Id', 'r-1', 'traceparent', 'malformed'] })
  expect((counters().dropped.malformed ?? 0) - before).toBe(1)
  await vi.waitFor(() => expectCarried(echo.calls, ['x-request-id', 'r-1'], 3))
})
