// The chapter of the inbound contract about connections that carry many requests, and about bad requests.
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'vitest'
import { expectCarried, tracingLines } from '../expect-carried.ts'
import { connectRaw, requestRaw, requestText } from '../raw-client.ts'
import { headersOf, tracingNames } from '../samples.ts'
import type { Case, World } from './world.ts'

/** A handler that calls out with the path of its request. */
function relaying({ echo, clients, serve }: World, wait: (path: string) => number = () => 0): Promise<string> {
  return serve(async (request, response) => {
    const path = String(request.url)
    await sleep(wait(path))
    await clients.all(`${echo.url}${path}`)
    response.end(path)
  })
}

const callsTo = ({ echo }: World, path: string) => echo.calls.filter((call) => call.path.startsWith(`${path}/`))

/** Values that no tracer sends, but that a client can. */
const garbage = [
  '',
  ' ',
  'undefined',
  'null',
  ',,,',
  '-',
  'ÿþ\u0080',
  'a\tb',
  '00-0-0-0',
  '%00%0d%0a',
  '\u00e9'.repeat(2000),
  '0'.repeat(3000),
]

/** Many requests on one connection, and malformed requests. */
export const connections: readonly Case[] = [
  {
    name: 'kept alive: nothing leaks from a request into the next',
    async run(world: World) {
      const client = await connectRaw(await relaying(world))
      for (const [path, headers] of [
        ['/first', headersOf(1)],
        ['/bare', []],
        ['/second', headersOf(2)],
        ['/bare-again', []],
      ] as const) {
        client.send(requestText({ path, headers }))
        expect((await client.answer()).body).toBe(path)
        expectCarried(callsTo(world, path), headers, 3)
      }
      client.destroy()
    },
  },
  {
    name: 'ten pipelined requests, every third without headers: each call has its own',
    async run(world: World) {
      const url = await relaying(world, (path) => (Number(path.slice(1)) % 4) * 10)
      const client = await connectRaw(url)
      const requests = Array.from({ length: 10 }, (_, n) => ({
        path: `/${n}`,
        headers: n % 3 === 2 ? [] : headersOf(n),
      }))
      client.send(requests.map(requestText).join(''))
      for (const { path } of requests) expect((await client.answer()).body).toBe(path)
      for (const { path, headers } of requests) expectCarried(callsTo(world, path), headers, 3)
      client.destroy()
    },
  },
  {
    name: 'repeated headers: the first id, all of the baggage',
    async run(world: World) {
      const url = await relaying(world)
      const headers = ['x-request-id', 'one', 'X-Request-Id', 'two', 'Baggage', 'a=1', 'baggage', 'b=2']
      await requestRaw(url, { path: '/repeated', headers })
      expectCarried(callsTo(world, '/repeated'), ['x-request-id', 'one', 'baggage', 'a=1,b=2'], 3)
    },
  },
  ...garbage.map((value) => ({
    name: `garbage ${JSON.stringify(value.slice(0, 12))} in every tracing header: the app answers as ever`,
    async run(world: World) {
      const url = await relaying(world)
      // No more at once than Node accepts: 16 KiB for all headers of a request.
      const perRequest = Math.max(1, Math.floor(12_000 / (value.length + 30)))
      for (let i = 0; i < tracingNames.length; i += perRequest) {
        const headers = tracingNames.slice(i, i + perRequest).flatMap((name) => [name, value])
        expect(await requestRaw(url, { path: '/garbage', headers })).toMatchObject({ status: 200, body: '/garbage' })
      }
      const calls = callsTo(world, '/garbage')
      expect(calls.length).toBeGreaterThanOrEqual(3)
      for (const line of calls.flatMap(tracingLines))
        expect(line).not.toMatch(/: *(undefined|null)?$|[^\t -~\u0080-\u00ff]/)
    },
  })),
  {
    name: '990 headers beside the tracing headers',
    async run(world: World) {
      const url = await relaying(world)
      const many = Array.from({ length: 990 }, (_, n) => [`n${n}`, '']).flat()
      const ids = headersOf(3).slice(0, 4)
      expect((await requestRaw(url, { path: '/many', headers: [...many, ...ids] })).status).toBe(200)
      expectCarried(callsTo(world, '/many'), ids, 3)
    },
  },
  {
    name: '15 KiB of headers: ids go, baggage is cut to whole members within the budget',
    async run(world: World) {
      const url = await relaying(world)
      const members = Array.from({ length: 50 }, (_, n) => `k${n}=${'v'.repeat(280)}`).join(',')
      const ids = headersOf(3).slice(0, 4)
      expect((await requestRaw(url, { path: '/large', headers: ['baggage', members, ...ids] })).status).toBe(200)
      const calls = callsTo(world, '/large')
      const [baggage = ''] = calls[0]?.all('baggage') ?? []
      expect(baggage.length).toBeGreaterThan(5000)
      expect(baggage.length).toBeLessThan(8192)
      expect(members.startsWith(`${baggage},`)).toBe(true)
      expectCarried(calls, [...ids, 'baggage', baggage], 3)
    },
  },
] satisfies Case[]
