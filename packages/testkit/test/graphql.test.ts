import { createServer } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { uninstall } from '@traceferry/fetch'
import DataLoader from 'dataloader'
import express from 'express5'
import { createSchema, createYoga } from 'graphql-yoga'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { traceferry } from '../../express/src/index.ts'
import { type Echo, startEcho } from '../src/echo.ts'
import { expectCarried } from '../src/expect-carried.ts'
import type { Served } from '../src/inbound.ts'
import { listen } from '../src/listen.ts'
import { headersOf } from '../src/samples.ts'

// A GraphQL server: one inbound request, and a call from each of many resolvers. Those of a request run side by side,
// and DataLoader gathers calls of several resolvers, or of several requests, into one.
const REQUESTS = 50
const ITEMS = 10
const isBare = (n: number) => n % 7 === 6

let echo: Echo
let server: Served
beforeAll(async () => {
  echo = await startEcho()
  server = await listen(createServer(express().use(traceferry()).use('/graphql', makeServer(echo.url))))
})
beforeEach(() => echo.clear())
afterAll(async () => {
  await server.close()
  await echo.close()
  uninstall()
})

type Loader = DataLoader<number, string>
interface Context {
  loader: Loader
}
type Item = { request: number; item: number }

function makeServer(upstream: string) {
  const call = async (path: string) => {
    await sleep(Math.random() * 10)
    return (await fetch(`${upstream}${path}`)).text()
  }
  const makeLoader = (kind: string, options: DataLoader.Options<number, string> = {}): Loader =>
    new DataLoader(async (keys) => {
      await call(`/${kind}?${keys.join()}`)
      return keys.map((key) => `${key}`)
    }, options)
  // Waits for other requests to join the batch.
  const shared = makeLoader('shared', { batchScheduleFn: (send) => setTimeout(send, 20) })
  const typeDefs = `
    type Item { fetched: String, loaded: String, shared: String }
    type Query { items(request: Int!): [Item] }`
  const resolvers = {
    Query: {
      items: (_: unknown, { request }: { request: number }) =>
        Array.from({ length: ITEMS }, (_, item) => ({ request, item })),
    },
    Item: {
      fetched: ({ request, item }: Item) => call(`/fetched/${request}/${item}`),
      loaded: ({ request, item }: Item, _: unknown, { loader }: Context) => loader.load(request * ITEMS + item),
      shared: ({ request }: Item) => shared.load(request),
    },
  }
  const context = () => ({ loader: makeLoader('loaded') })
  return createYoga<object, Context>({
    schema: createSchema<Context>({ typeDefs, resolvers }),
    context,
    logging: false,
  })
}

async function ask(n: number, field: string): Promise<void> {
  const flat = isBare(n) ? [] : headersOf(n)
  const headers: [string, string][] = [['content-type', 'application/json']]
  for (let i = 0; i < flat.length; i += 2) headers.push([flat[i] as string, flat[i + 1] as string])
  const body = JSON.stringify({ query: `{ items(request: ${n}) { ${field} } }` })
  const answer = await fetch(`${server.url}/graphql`, { method: 'POST', headers, body })
  const { data, errors } = (await answer.json()) as { data: { items: unknown[] }; errors?: unknown }
  expect(errors).toBeUndefined()
  expect(data.items).toHaveLength(ITEMS)
}

const askAll = (field: string) => Promise.all(Array.from({ length: REQUESTS }, (_, n) => ask(n, field)))

test(`${REQUESTS} requests at once, ${ITEMS} resolvers each: all calls carry the headers of their request`, async () => {
  await askAll('fetched')
  for (let n = 0; n < REQUESTS; n++) {
    const calls = echo.calls.filter(({ path }) => path.startsWith(`/fetched/${n}/`))
    expectCarried(calls, isBare(n) ? [] : headersOf(n), ITEMS)
  }
})

test('a DataLoader made for each request: its batches carry the headers of that request', async () => {
  await askAll('loaded')
  const requestOf = (url: string) => Math.floor(Number(url.split('?')[1]?.split(',')[0]) / ITEMS)
  for (let n = 0; n < REQUESTS; n++) {
    const calls = echo.calls.filter(({ url }) => requestOf(url) === n)
    expectCarried(calls, isBare(n) ? [] : headersOf(n), 1)
  }
})

test('a DataLoader shared by requests: a batch carries the headers of the first that asked, whole', async () => {
  await askAll('shared')
  expect(echo.calls.length).toBeLessThan(REQUESTS / 2)
  for (const call of echo.calls) {
    const first = Number(call.url.split('?')[1]?.split(',')[0])
    expectCarried([call], isBare(first) ? [] : headersOf(first))
  }
})
