// Lambda, as its runtime calls handlers: API Gateway 1 and 2, load balancers, function URLs; promises, callbacks and streams.
import { uninstall } from '@traceferry/fetch'
import { type Echo, expectCarried, startEcho } from '@traceferry/testkit'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { current, traceferry } from '../src/lambda.ts'

const trace = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1'

let echo: Echo
beforeAll(async () => {
  echo = await startEcho()
})
afterEach(() => {
  vi.useRealTimers()
  echo.clear()
})
afterAll(async () => {
  uninstall()
  await echo.close()
})

const headersOf = (n: number) => ({ 'X-Request-Id': `r-${n}`, 'X-Amzn-Trace-Id': trace, Host: 'service' })
const carried = (n: number) => ['x-request-id', `r-${n}`, 'x-amzn-trace-id', trace]

interface Event {
  readonly n: number
}

const events = {
  'API Gateway, REST': (n: number) => ({
    n,
    headers: { 'X-Request-Id': 'the last one of several' },
    multiValueHeaders: Object.fromEntries(Object.entries(headersOf(n)).map(([name, value]) => [name, [value]])),
  }),
  'API Gateway, HTTP': (n: number) => ({ n, version: '2.0', headers: headersOf(n) }),
  'a function URL': (n: number) => ({ n, version: '2.0', headers: headersOf(n), multiValueHeaders: undefined }),
  'a load balancer': (n: number) => ({ n, requestContext: { elb: {} }, headers: headersOf(n), multiValueHeaders: {} }),
} satisfies Record<string, (n: number) => object>

const call = async ({ n }: Event) => (await fetch(`${echo.url}/${n}`)).text()

test.each(Object.entries(events))('%s: 20 invocations at once, each call with its own ids', async (_, make) => {
  const eventOf = make as (n: number) => Event
  const handler = traceferry(async (event: Event) => {
    await call(event)
    return { statusCode: 200, body: await call(event) }
  })
  const numbers = Array.from({ length: 20 }, (_, n) => n)
  const answers = await Promise.all(numbers.map((n) => handler(eventOf(n))))
  expect(answers.map(({ body }) => body)).toEqual(numbers.map((n) => `/${n}`))
  for (const n of numbers) expectCarried(echo.seen(`/${n}`), carried(n), 2)
})

test('a handler with a callback: its answer, its errors, and the end of the context', async () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  let captured = () => current()
  const handler = traceferry(
    (event: Event, _context: object, callback: (error: Error | null, answer?: unknown) => void) => {
      call(event).then((body) => {
        captured = (() => {
          const { AsyncResource } = process.getBuiltinModule('node:async_hooks')
          return AsyncResource.bind(() => current())
        })()
        callback(null, { body })
      })
    },
  )
  expect(handler.length).toBe(3)
  const answer = await new Promise((resolve) => handler(events['a function URL'](1), {}, (_, value) => resolve(value)))
  expect(answer).toEqual({ body: '/1' })
  expectCarried(echo.calls, carried(1), 1)
  expect(captured()).toBeDefined()
  vi.advanceTimersByTime(61_000)
  expect(captured()).toBeUndefined()
})

test('a promise ends the context, though Lambda hands a callback to all handlers', async () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  const { AsyncResource } = process.getBuiltinModule('node:async_hooks')
  let later = () => current()
  const handler = traceferry(async (_event: Event, _context: object, _callback: () => void) => {
    later = AsyncResource.bind(() => current())
  })
  await handler(events['a function URL'](1), {}, () => {})
  expect(later()).toBeDefined()
  vi.advanceTimersByTime(61_000)
  expect(later()).toBeUndefined()
})

test('streamed answers, on either side of streamifyResponse', async () => {
  const STREAMING = Symbol.for('aws.lambda.runtime.handler.streaming')
  const streamify = <F extends object>(handler: F) => Object.assign(handler, { [STREAMING]: 'response' })
  const answer = async (event: Event, stream: { write(text: string): void }, _context: object) =>
    stream.write(await call(event))
  for (const handler of [traceferry(streamify(answer)), streamify(traceferry(answer))]) {
    echo.clear()
    const written: string[] = []
    expect((handler as never as Record<symbol, unknown>)[STREAMING]).toBe('response')
    await handler(events['a function URL'](3), { write: (text) => void written.push(text) }, {})
    expect(written).toEqual(['/3'])
    expectCarried(echo.calls, carried(3), 1)
  }
})

test.each([
  ['of a queue', { Records: [{ body: '{}' }] }],
  ['of a timer', { 'detail-type': 'Scheduled Event' }],
  ['with null for headers', { headers: null, multiValueHeaders: null }],
  ['that is no object', undefined],
])('an event %s runs without', async (_, event) => {
  const warn = vi.spyOn(process, 'emitWarning')
  const handler = traceferry(async (_event: unknown) => call({ n: 9 }))
  expect(await handler(event)).toBe('/9')
  expectCarried(echo.calls, [], 1)
  expect(warn).not.toHaveBeenCalled()
})
