import { headersOf, queue, within } from '@traceferry/testkit'
import { connect } from 'amqplib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { amqp, run, toJSON } from '../../src/index.ts'
import { findRabbitMq, startRabbitMq } from '../servers/rabbitmq.ts'
import type { Server } from '../servers/start.ts'

const found = findRabbitMq()
const title = found.reason === undefined ? 'a real RabbitMQ' : `RabbitMQ (not run: ${found.reason})`

describe.skipIf(found.reason !== undefined)(title, () => {
  let server: Server
  let url: string
  beforeAll(async () => {
    server = await startRabbitMq(found.at as string)
    url = `amqp://127.0.0.1:${server.port}`
  }, 150_000)
  afterAll(() => server?.stop())

  queue('amqplib: what is refused is delivered again', async () => {
    const connection = await connect(url)
    const channel = await connection.createChannel()
    await channel.assertQueue('crossing')
    await channel.prefetch(20)
    return {
      send: (body) => channel.sendToQueue('crossing', Buffer.from(body), { headers: amqp.forward() }),
      consume: (work) =>
        channel.consume('crossing', (message) => {
          if (message === null) return
          run(amqp.capture(message.properties.headers), () => work(String(message.content))).then(
            () => channel.ack(message),
            () => channel.nack(message),
          )
        }),
      close: () => connection.close(),
    }
  })

  test('a message that goes by a dead-letter queue to be sent on by hand keeps its own', async () => {
    const connection = await connect(url)
    const channel = await connection.createChannel()
    await channel.assertQueue('dead')
    await channel.assertQueue('mail', { deadLetterExchange: '', deadLetterRoutingKey: 'dead' })
    await channel.assertQueue('again')
    const take = async (name: string) => {
      await expect.poll(async () => (await channel.checkQueue(name)).messageCount, { timeout: 10_000 }).toBe(1)
      return (await channel.get(name)) || expect.unreachable()
    }
    within(headersOf(1), () => channel.sendToQueue('mail', Buffer.from('x'), { headers: amqp.forward() }))
    channel.nack(await take('mail'), false, false)
    const dead = await take('dead')
    expect(dead.properties.headers).toHaveProperty('x-death')
    within(headersOf(2), () =>
      channel.sendToQueue('again', dead.content, { headers: amqp.forward(dead.properties.headers) }),
    )
    const again = await take('again')
    expect(toJSON(amqp.capture(again.properties.headers))).toMatchObject({ 'x-request-id': 'request-1' })
    await connection.close()
  })
})
