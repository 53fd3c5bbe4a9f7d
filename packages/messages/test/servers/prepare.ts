import { findElasticMq } from './elasticmq.ts'
import { findKafka, findRdkafka } from './kafka.ts'
import { findRabbitMq } from './rabbitmq.ts'

/** Before `npm run tool -- queues`: fetches what is missing, and says what takes long, which a test file could not. */
export default function prepare(): void {
  const wanted = { Kafka: findKafka, 'node-rdkafka': findRdkafka, RabbitMQ: findRabbitMq, ElasticMQ: findElasticMq }
  for (const [name, find] of Object.entries(wanted)) {
    process.stderr.write(`${name} ... `)
    const { at, reason } = find()
    process.stderr.write(`${at ?? reason}\n`)
  }
}
