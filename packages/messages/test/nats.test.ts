import { jetstream, jetstreamManager } from '@nats-io/jetstream'
import { connect, headers, type Msg } from '@nats-io/transport-node'
import { headersOf, queue, within } from '@traceferry/testkit'
import { connect as connect2, headers as headers2, JSONCodec } from 'nats2'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { nats, run, toJSON } from '../src/index.ts'
import { findNats, startNats } from './servers/nats.ts'
import type { Server } from './servers/start.ts'

const found = findNats()
const title = found.reason === undefined ? 'a real NATS server' : `NATS (not run: ${found.reason})`

describe.skipIf(found.reason !== undefined)(title, () => {
  let server: Server
  let servers: string
  beforeAll(async () => {
    server = await startNats(found.at as string)
    servers = `127.0.0.1:${server.port}`
  })
  afterAll(() => server?.stop())

  queue('JetStream, @nats-io/jetstream 3: what is refused is delivered again', async () => {
    const connection = await connect({ servers })
    const manager = await jetstreamManager(connection)
    await manager.streams.add({ name: 'crossing', subjects: ['crossing'] })
    await manager.consumers.add('crossing', { durable_name: 'worker', ack_policy: 'explicit' })
    const client = jetstream(connection)
    return {
      send: (body) => client.publish('crossing', body, { headers: nats.forward(headers(), { target: servers }) }),
      async consume(work) {
        const messages = await (await client.consumers.get('crossing', 'worker')).consume({ max_messages: 20 })
        const each = async () => {
          for await (const message of messages) {
            run(nats.capture(message.headers), () => work(message.string())).then(
              () => message.ack(),
              () => message.nak(),
            )
          }
        }
        each()
      },
      close: () => connection.close(),
    }
  })

  queue(
    'nats 2, plain publish and subscribe',
    async () => {
      const connection = await connect2({ servers })
      const codec = JSONCodec<string>()
      return {
        send: (body) =>
          connection.publish('plain', codec.encode(body), { headers: nats.forward(headers2(), { target: servers }) }),
        consume(work) {
          connection.subscribe('plain', {
            callback: (_, message) => run(nats.capture(message.headers), () => work(codec.decode(message.data))),
          })
          return connection.flush()
        },
        close: () => connection.close(),
      }
    },
    { noRedelivery: 'only JetStream delivers again' },
  )

  test('names are case-sensitive: written in lower case, read as other languages write them', async () => {
    const connection = await connect({ servers })
    try {
      const subscription = connection.subscribe('names', { max: 2 })
      const odd = headers()
      odd.append('Traceparent', headersOf(1)[3] as string)
      odd.append('Tracestate', 'a=1')
      odd.append('Tracestate', 'b=2')
      connection.publish('names', 'odd', { headers: odd })
      within(headersOf(2), () => connection.publish('names', 'ours', { headers: nats.forward(headers()) }))
      const messages: Msg[] = []
      for await (const message of subscription) messages.push(message)
      expect(toJSON(nats.capture(messages[0]?.headers))).toEqual({
        traceparent: headersOf(1)[3],
        tracestate: 'a=1,b=2',
      })
      expect(messages[1]?.headers?.keys()).toContain('traceparent')
    } finally {
      await connection.close()
    }
  })
})
