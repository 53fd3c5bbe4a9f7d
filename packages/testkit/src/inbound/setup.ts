// The chapter of the inbound contract about options and setup.
import { counters, TraceferryError } from '@traceferry/core'
import { expect } from 'vitest'
import { expectCarried } from '../expect-carried.ts'
import { requestRaw } from '../raw-client.ts'
import { headersOf } from '../samples.ts'
import type { Case, Setup, World } from './world.ts'

const ids = headersOf(21)

async function callsWith(world: World, setup: Setup, headers: readonly string[]) {
  const { echo, clients, serve } = world
  const url = await serve(async (_, response) => {
    await clients.all(`${echo.url}/options`)
    response.end('ok')
  }, setup)
  expect((await requestRaw(url, { headers })).body).toBe('ok')
  return echo.calls
}

const accepted: readonly { options: object; sent?: readonly string[]; carried: readonly string[] }[] = [
  { options: { headers: ['end-user'] }, sent: [...ids, 'End-User', 'jason'], carried: [...ids, 'end-user', 'jason'] },
  { options: {}, sent: [...ids, 'End-User', 'jason'], carried: ids },
  { options: { ignoreTargets: ['127.0.0.1'] }, carried: [] },
  { options: { ignoreTargets: ['10.0.0.0/8'] }, carried: ids },
  { options: { formats: ['request-id'] }, carried: ids.slice(0, 2) },
  { options: { trust: ['10.0.0.0/8'] }, carried: [] },
  { options: { trust: ['127.0.0.0/8'] }, carried: ids },
]

const wrong: readonly [options: unknown, code: string][] = [
  [{ formats: ['zipkin'] }, 'TF001'],
  [{ headers: ['not a name'] }, 'TF002'],
  [{ headers: ['x-forwarded-for'] }, 'TF003'],
  [{ targets: ['10.0.0.0/99'] }, 'TF004'],
  [{ maxBytes: -1 }, 'TF005'],
]

/** Which options the one line accepts and refuses, and what it does to the app. */
export const setup: readonly Case[] = [
  ...accepted.map(({ options, sent = ids, carried }) => ({
    name: `options ${JSON.stringify(options)}: ${carried.length / 2} headers go`,
    async run(world: World) {
      expectCarried(await callsWith(world, { options }, sent), carried, 3)
    },
  })),
  {
    name: 'generate: one new id, the same on all calls, when none came',
    async run(world) {
      const calls = await callsWith(world, { options: { generate: true } }, [])
      const [id = ''] = calls[0]?.all('x-request-id') ?? []
      expect(id).toMatch(/^[0-9a-f-]{36}$/)
      expectCarried(calls, ['x-request-id', id], 3)
    },
  },
  ...wrong.map(([options, code]) => ({
    name: `wrong options ${JSON.stringify(options)} fail the start-up with ${code}`,
    async run({ serve }: World) {
      const error = await serve(() => {}, { options }).then(
        () => undefined,
        (thrown) => thrown,
      )
      expect(error).toBeInstanceOf(TraceferryError)
      expect(error).toMatchObject({ code })
    },
  })),
  {
    name: 'the handler runs once per request',
    async run({ serve }) {
      let runs = 0
      const url = await serve((_, response) => {
        runs++
        response.end('ok')
      })
      for (let n = 1; n <= 3; n++) {
        expect((await requestRaw(url, { headers: ids })).status).toBe(200)
        expect(runs).toBe(n)
      }
    },
  },
  {
    name: 'the same line twice captures once, and the headers go once',
    needs: 'two lines',
    async run(world) {
      const malformed = () => counters().dropped.malformed ?? 0
      const before = malformed()
      const bad = ['traceparent', 'malformed']
      expectCarried(await callsWith(world, { lines: 2 }, [...ids.slice(0, 2), ...bad]), ids.slice(0, 2), 3)
      expect(malformed() - before).toBe(1)
    },
  },
] satisfies Case[]
