// The chapter of the inbound contract about headers that arrive.
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'vitest'
import { expectCarried } from '../expect-carried.ts'
import { requestRaw } from '../raw-client.ts'
import { headersOf, samples } from '../samples.ts'
import type { Case, World } from './world.ts'

type Later = (work: () => Promise<void>) => Promise<void>

const later =
  (schedule: (work: () => void) => unknown): Later =>
  (work) =>
    new Promise((resolve, reject) => void schedule(() => work().then(resolve, reject)))

/** When the call is made: every way to delay work in Node. */
const moments: Readonly<Record<string, Later>> = {
  'at once': (work) => work(),
  'after await': async (work) => {
    await sleep(5)
    await work()
  },
  'in setTimeout': later((work) => setTimeout(work, 5)),
  'in setImmediate': later(setImmediate),
  'in process.nextTick': later((work) => process.nextTick(work)),
  'in queueMicrotask': later(queueMicrotask),
  'in a promise chain': (work) =>
    Promise.reject(new Error('first'))
      .catch(() => sleep(5))
      .then(work)
      .finally(() => {}),
  'in setInterval, second time': (work) =>
    new Promise((resolve, reject) => {
      let times = 0
      const timer = setInterval(() => {
        if (++times < 2) return
        clearInterval(timer)
        work().then(resolve, reject)
      }, 2)
    }),
}

/** Headers go out as they came in, with every client and at every moment. */
export const arrives: readonly Case[] = [
  ...Object.entries(samples).map(([format, headers]) => ({
    name: `${format}: arrives byte for byte, its name in lower case, once`,
    async run({ echo, clients, serve }: World) {
      const url = await serve(async (_, response) => {
        await clients.all(`${echo.url}/bytes`)
        response.end('ok')
      })
      expect((await requestRaw(url, { headers })).body).toBe('ok')
      expectCarried(echo.calls, headers, 3)
    },
  })),
  ...Object.entries(moments).map(([moment, put]) => ({
    name: `a call made ${moment} carries the headers`,
    async run({ echo, clients, serve }: World) {
      const url = await serve((_, response) =>
        put(() => clients.all(`${echo.url}/moment`)).then(() => void response.end('ok')),
      )
      // Two at once, so that an adapter that relies on a global fails.
      const answers = await Promise.all([1, 2].map((n) => requestRaw(url, { headers: headersOf(n) })))
      expect(answers.map(({ body }) => body)).toEqual(['ok', 'ok'])
      for (const n of [1, 2]) {
        const ids = headersOf(n)
        const mine = echo.calls.filter((call) => call.all('x-request-id')[0] === ids[1])
        expectCarried(mine, ids, 3)
      }
    },
  })),
  {
    name: 'a request without tracing headers makes calls without them',
    async run({ echo, clients, serve }: World) {
      const url = await serve(async (_, response) => {
        await clients.all(`${echo.url}/bare`)
        response.end('ok')
      })
      await requestRaw(url, { headers: ['authorization', 'Bearer x', 'x-forwarded-for', '10.0.0.9', 'x-envoy-a', '1'] })
      expectCarried(echo.calls, [], 3)
      for (const call of echo.calls) {
        expect([call.all('authorization'), call.all('x-forwarded-for'), call.all('x-envoy-a')]).toEqual([[], [], []])
      }
    },
  },
] satisfies Case[]
