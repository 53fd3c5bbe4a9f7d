import { type Echo, requestRaw, type SeenCall, startEcho } from '@traceferry/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Ids, inboundOf } from './inbound.ts'
import { type Order, startBeside } from './neighbour.ts'

const CLIENTS = ['fetch', 'undici', 'pool', 'http', 'axios'] as const
export type Client = (typeof CLIENTS)[number]
const AT_ONCE = 20
/** What Node and its clients write themselves. */
const PLAIN = /^(host|connection|user-agent|accept|accept-.*|sec-fetch-mode)$/

/**
 * What the neighbour writes itself, by header: a pattern, '=' for what came in, '' for one that stays behind. TRACE is
 * the inbound trace id, NEW another one, SPAN a span id that is not the inbound one.
 */
export type Own = Readonly<Record<string, string>>

let echo: Echo
beforeAll(async () => {
  echo = await startEcho()
})
afterAll(() => echo.close())

/**
 * Registers two tests, one for each order of set-up: every client's call carries what the neighbour writes and all the
 * rest of the inbound headers as they came, each once; and of 20 requests at once none sees another's.
 */
export function meets(
  neighbour: string,
  own: Own | ((client: Client) => Own),
  orders: readonly Order[] = ['before', 'after'],
  register: typeof test | typeof test.fails = test,
): void {
  const ownOf = (client: Client) => (typeof own === 'function' ? own(client) : own)
  register.each(orders)(`${neighbour}, set up %s traceferry`, async (order) => {
    const app = await startBeside(neighbour, order, echo.url)
    try {
      const ask = (n: number) =>
        requestRaw(app.url, { path: `/${n}`, headers: Object.entries(inboundOf(n).headers).flat() })
      expect(await ask(0)).toMatchObject({ status: 200 })
      for (const client of CLIENTS) expectSeen(echo.seen(`/0/${client}`), 0, ownOf(client))

      const numbers = Array.from({ length: AT_ONCE }, (_, i) => i + 1)
      await Promise.all(numbers.map(ask))
      for (const n of numbers) {
        for (const client of CLIENTS) {
          // On a saturated pool of undici 6 and 7 tracers write another request's ids; they have to fix that.
          const theirs = client === 'pool' ? anyValue(ownOf(client)) : ownOf(client)
          expectSeen(echo.seen(`/${n}/${client}`), n, theirs)
        }
      }
    } finally {
      await app.stop()
      echo.clear()
    }
  })
}

function anyValue(own: Own): Own {
  return Object.fromEntries(Object.entries(own).map(([name, value]) => [name, value === '' ? '' : 'ANY']))
}

/** Fails unless there was one call, with exactly these headers, each once. */
function expectSeen(calls: readonly SeenCall[], n: number, own: Own): void {
  expect(calls).toHaveLength(1)
  const [{ rawHeaders, path }] = calls as [SeenCall]
  const inbound = inboundOf(n)
  const seen: string[] = []
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = (rawHeaders[i] as string).toLowerCase()
    const value = rawHeaders[i + 1] as string
    const words = own[name] ?? ''
    if (!PLAIN.test(name))
      seen.push(`${name}: ${words !== '' && says(value, words, inbound.headers[name], inbound) ? words : value}`)
  }
  const wanted = Object.entries({ ...inbound.headers, ...own }).filter(([, value]) => value !== '')
  expect([path, ...seen.sort()]).toEqual([path, ...wanted.map(([name, value]) => `${name}: ${value}`).sort()])
}

function says(value: string, words: string, came: string | undefined, { traceId, spanId }: Ids): boolean {
  if (words === '=') return value === came
  const pattern = words
    .replace('TRACE', traceId)
    .replace('NEW', `(?!${traceId})[0-9a-f]{32}`)
    .replace('SPAN', `(?!${spanId})[0-9a-f]{16}`)
    .replace('ANY', '.+')
  return new RegExp(`^${pattern}$`).test(value)
}
