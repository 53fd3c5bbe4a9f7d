import { createRequire } from 'node:module'
import { queue } from '@traceferry/testkit'
import kafkajs from 'kafkajs'
import { afterAll, beforeAll, describe } from 'vitest'
import { kafka, run } from '../../src/index.ts'
import { findKafka, findRdkafka, startKafka } from '../servers/kafka.ts'
import type { Server } from '../servers/start.ts'
import { startRdkafka } from './rdkafka.ts'

const found = findKafka()
const rdkafka = findRdkafka()
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
    await createTopic(topic)
    const producer = client.producer()
    await producer.connect()
    const retry = { initialRetryTime: 20, retries: 5 }
    const consumer = client.consumer({ groupId: 'crossing', retry })
    await consumer.connect()
    await consumer.subscribe({ topic, fromBeginning: true })
    return {
      send: (value) =>
        producer.send({
          topic,
          messages: [{ key: value, value, headers: kafka.forward({}, { target: `127.0.0.1:${server.port}` }) }],
        }),
      consume: (work) =>
        consumer.run({
          partitionsConsumedConcurrently: 8,
          // The library resumes a failed partition after a pause; meanwhile the others continue.
          eachMessage: ({ message }) => run(kafka.capture(message.headers), () => work(String(message.value))),
        }),
      async close() {
        await consumer.disconnect()
        await producer.disconnect()
      },
    }
  })

  describe.skipIf(rdkafka.reason !== undefined)(`librdkafka ${rdkafka.reason ?? ''}`, () => {
    queue(
      'node-rdkafka 3: lists of headers',
      async () => {
        await createTopic('rdkafka')
        const library = createRequire(import.meta.url)(rdkafka.at as string)
        return startRdkafka(library, `127.0.0.1:${server.port}`, 'rdkafka')
      },
      { noRedelivery: 'the app itself goes back to an earlier offset' },
    )
  })

  async function createTopic(topic: string): Promise<void> {
    const admin = new kafkajs.Kafka({ brokers: [`127.0.0.1:${server.port}`] }).admin()
    await admin.connect()
    await admin.createTopics({ topics: [{ topic, numPartitions: 8 }], waitForLeaders: true })
    await admin.disconnect()
  }
})
