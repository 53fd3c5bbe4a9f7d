import { headersOf, queue, within } from '@traceferry/testkit'
import { connect } from 'amqplib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { amqp, run, toJSON } from '../../src/index.ts'
import { startRhea } from '../clients/rhea.ts'
import { startStompit } from '../clients/stompit.ts'
import { findRabbitMq, startRabbitMq } from '../servers/rabbitmq.ts'

const found = findRabbitMq()
const title = found.reason === undefined ? 'a real RabbitMQ' : `RabbitMQ (not run: ${found.reason})`

describe.skipIf(found.reason !== undefined)(title, () => {
  let server: Awaited<ReturnType<typeof startRabbitMq>>
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
      send: (body) =>
        channel.sendToQueue('crossing', Buffer.from(body), { headers: amqp.forward({}, { target: 'rabbitmq' }) }),
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

  queue('rhea, AMQP 1.0: what is released is delivered again', () =>
    startRhea(server.port, 'crossing10', { username: 'guest', password: 'guest' }),
  )

  queue('stompit, STOMP with the names of JMS: what is refused is delivered again', () => startStompit(server.stomp), {
    // No hyphens in names: B3 in its single form, and no x-request-id.
    brings: ([, , ...[traceparent, value = '', ...others]]) =>
      value === '' ? [] : [traceparent as string, value, ...others.slice(0, 2), 'b3', b3Of(value), ...others.slice(-2)],
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

/** `00-<trace id>-<span id>-01` as `<trace id>-<span id>-1`: the same ids, as headersOf writes them. */
function b3Of(traceparent: string): string {
  return `${traceparent.slice(3, -3)}-1`
}
