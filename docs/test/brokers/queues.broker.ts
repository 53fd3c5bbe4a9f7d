import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs'
import { compile } from '@traceferry/testkit'
import kafkajs from 'kafkajs'
import { afterEach, beforeAll, describe, test, vi } from 'vitest'
import { findElasticMq, startElasticMq } from '../../../packages/messages/test/servers/elasticmq.ts'
import { findKafka, startKafka } from '../../../packages/messages/test/servers/kafka.ts'
import { findRabbitMq, startRabbitMq } from '../../../packages/messages/test/servers/rabbitmq.ts'
import type { Server } from '../../../packages/messages/test/servers/start.ts'
import { crossRecipe, isId, programOf } from '../support/recipe.ts'

const page = 'docs/recipes/queues.md'
const found = { kafka: findKafka(), rabbit: findRabbitMq(), sqs: findElasticMq() }

let server: Server | undefined
beforeAll(() => compile('core', 'fetch', 'express', 'messages'))
afterEach(async () => {
  vi.unstubAllEnvs()
  await server?.stop()
  server = undefined
})

describe(`${page}: 200 requests at once, no header wrong, none lost`, () => {
  test.skipIf(found.kafka.reason !== undefined)(
    `Kafka ${found.kafka.reason ?? ''}`,
    async () => {
      server = await startKafka(found.kafka.at as string)
      const broker = `127.0.0.1:${server.port}`
      const admin = new kafkajs.Kafka({ brokers: [broker], logLevel: kafkajs.logLevel.NOTHING }).admin()
      await admin.connect()
      await admin.createTopics({ topics: [{ topic: 'orders' }], waitForLeaders: true })
      await admin.disconnect()
      await crossRecipe(programOf(page, "from 'kafkajs'").replace('kafka:9092', broker), { carries: isId })
    },
    120_000,
  )

  test.skipIf(found.rabbit.reason !== undefined)(
    `RabbitMQ ${found.rabbit.reason ?? ''}`,
    async () => {
      server = await startRabbitMq(found.rabbit.at as string)
      const code = programOf(page, "from 'amqplib'").replace('rabbitmq:5672', `127.0.0.1:${server.port}`)
      await crossRecipe(code, { carries: isId })
    },
    150_000,
  )

  test.skipIf(found.sqs.reason !== undefined)(
    `SQS ${found.sqs.reason ?? ''}`,
    async () => {
      server = await startElasticMq(found.sqs.at as string)
      const endpoint = `http://127.0.0.1:${server.port}`
      vi.stubEnv('AWS_ENDPOINT_URL', endpoint)
      vi.stubEnv('AWS_ACCESS_KEY_ID', 'x')
      vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'x')
      const client = new SQSClient({ region: 'eu-west-1' })
      await client.send(new CreateQueueCommand({ QueueName: 'orders' }))
      client.destroy()
      const code = programOf(page, "from '@aws-sdk/client-sqs'")
      const url = `${endpoint}/000000000000`
      await crossRecipe(code.replace('https://sqs.eu-west-1.amazonaws.com/123456789012', url), { carries: isId })
    },
    120_000,
  )
})
