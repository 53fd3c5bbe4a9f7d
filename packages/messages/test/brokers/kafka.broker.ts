import { queue } from '@traceferry/testkit'
import kafkajs from 'kafkajs'
import { afterAll, beforeAll, describe } from 'vitest'
import { kafka, run } from '../../src/index.ts'
import { findKafka, startKafka } from '../servers/kafka.ts'
import type { Server } from '../servers/start.ts'

const found = findKafka()
const title = found.reason === undefined ? 'a real Kafka broker' : `Kafka (not run: ${found.reason})`

describe.skipIf(found.reason !== undefined)(title, () => {
  let server: Server
  beforeAll(async () => {
    server = await startKafka(found.at as string)
  }, 120_000)
  afterAll(() => server?.stop())

  queue('kafkajs: partitions side by side, a failed message is taken again', async () => {
    const client = new kafkajs.Kafka({ brokers: [`127.0.0.1:${server.port}`], logLevel: kafkajs.logLevel.NOTHING })
    const topic = 'kafkajs'
    const admin = client.admin()
    await admin.connect()
    await admin.createTopics({ topics: [{ topic, numPartitions: 8 }], waitForLeaders: true })
    await admin.disconnect()
    const producer = client.producer()
    await producer.connect()
    const retry = { initialRetryTime: 20, retries: 5 }
    const consumer = client.consumer({ groupId: 'crossing', retry })
    await consumer.connect()
    await consumer.subscribe({ topic, fromBeginning: true })
    return {
      send: (value) => producer.send({ topic, messages: [{ key: value, value, headers: kafka.forward() }] }),
      consume: (work) =>
        consumer.run({
          partitionsConsumedConcurrently: 8,
          // The library takes a partition up again where it failed, after a pause; so long the others go on.
          eachMessage: ({ message }) => run(kafka.capture(message.headers), () => work(String(message.value))),
        }),
      async close() {
        await consumer.disconnect()
        await producer.disconnect()
      },
    }
  })
})
