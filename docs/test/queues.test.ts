import { blocksOf, compile, headersOf, startProgram, tracingLines } from '@traceferry/testkit'
import { beforeAll, describe, expect, test } from 'vitest'
import { findNats, startNats } from '../../packages/messages/test/servers/nats.ts'
import { findRedis, startRedis } from '../../packages/messages/test/servers/redis.ts'
import { crossRecipe, isBare, isId, programOf, sendAll } from './support/recipe.ts'

const page = 'docs/recipes/queues.md'
const program = (text: string) => programOf(page, text)
const found = { redis: findRedis(), nats: findNats() }

beforeAll(() => compile('core', 'fetch', 'express', 'messages'))

describe(`${page}: 200 requests at once, no header wrong, none lost`, { timeout: 60_000 }, () => {
  test('every program has its test, here or in npm run tool -- queues', () => {
    const programs = blocksOf(page)
    const tested = ['userData: true', 'kafkajs', 'amqplib', '@aws-sdk', '@nats-io', 'bullmq', 'CloudEvent', 'flush']
    expect(programs.map(({ code }) => tested.filter((text) => code.includes(text)).length)).toEqual(tested.map(() => 1))
  })

  test.skipIf(found.nats.reason !== undefined)(`NATS ${found.nats.reason ?? ''}`, async () => {
    const server = await startNats(found.nats.at as string)
    try {
      const code = program('@nats-io').replace('nats:4222', `127.0.0.1:${server.port}`)
      await crossRecipe(code, { carries: isId })
      // With the target of the section on user data, all of it.
      await crossRecipe(code.replace('nats.forward(headers())', "nats.forward(headers(), { target: 'nats:4222' })"))
    } finally {
      await server.stop()
    }
  })

  test.skipIf(found.redis.reason !== undefined)(`BullMQ ${found.redis.reason ?? ''}`, async () => {
    const server = await startRedis(found.redis.at as string)
    try {
      const code = program("from 'bullmq'").replace("host: 'redis', port: 6379", `host: '127.0.0.1', PORT`)
      await crossRecipe(code.replace('PORT', `['port']: ${server.port}`), { carries: isId })
    } finally {
      await server.stop()
    }
  })

  test('CloudEvents', () =>
    crossRecipe(program('CloudEvent'), {
      carries: (name) => name === 'traceparent',
    }))

  test('a batch: the common call carries nothing, and names its requests', async () => {
    const batch = await startProgram(program('flush'))
    try {
      await sendAll(batch, 100)
      await expect.poll(() => batch.upstream.calls.length, { timeout: 10_000 }).toBe(10)
      expect(batch.upstream.calls.flatMap(tracingLines)).toEqual([])
      for (const { body } of batch.upstream.calls) {
        const { ids, links } = JSON.parse(body)
        expect(links).toEqual(ids.map((id: string) => (isBare(Number(id)) ? null : headersOf(Number(id))[3])))
      }
    } finally {
      await batch.stop()
    }
  })
})
