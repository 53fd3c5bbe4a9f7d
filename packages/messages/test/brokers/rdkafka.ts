import { once } from 'node:events'
import type { QueueClient } from '@traceferry/testkit'
import { kafka, run } from '../../src/index.ts'

type Headers = Record<string, unknown>[]

/** As much of node-rdkafka as is used: it is compiled into the cache, so its own types are not at hand. */
export interface Rdkafka {
  Producer: new (options: object) => Client & { setPollInterval(ms: number): void; produce(...args: unknown[]): void }
  KafkaConsumer: new (
    options: object,
    topics: object,
  ) => Client & {
    subscribe(topics: string[]): void
    consume(): void
  }
}

interface Client extends NodeJS.EventEmitter {
  connect(): void
  disconnect(): void
}

interface Message {
  value: Buffer
  headers?: Headers
}

/** A producer and a consumer of node-rdkafka, as its page says. */
export async function startRdkafka(library: Rdkafka, broker: string, topic: string): Promise<QueueClient> {
  const options = { 'metadata.broker.list': broker }
  const producer = new library.Producer(options)
  const consumer = new library.KafkaConsumer({ ...options, 'group.id': topic }, { 'auto.offset.reset': 'earliest' })
  const connected = async (client: Client) => {
    client.connect()
    await once(client, 'ready')
  }
  await Promise.all([connected(producer), connected(consumer)])
  producer.setPollInterval(50)
  consumer.subscribe([topic])
  return {
    send: (body) =>
      producer.produce(
        topic,
        null,
        Buffer.from(body),
        body,
        Date.now(),
        undefined,
        kafka.forward([], { target: broker }),
      ),
    consume(work) {
      consumer.on('data', ({ value, headers }: Message) => run(kafka.capture(headers), () => work(String(value))))
      consumer.consume()
    },
    async close() {
      const gone = Promise.all([once(producer, 'disconnected'), once(consumer, 'disconnected')])
      producer.disconnect()
      consumer.disconnect()
      await gone
    },
  }
}
