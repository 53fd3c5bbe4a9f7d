import type { Carrier } from './carrier.ts'
import { plainCarrier } from './plain.ts'

type PlainCarrier = Carrier<Record<string, unknown>>

/**
 * Kafka record headers (kafkajs, node-rdkafka, Confluent's client): text under lower-case keys, because Kafka's keys are
 * case-sensitive; read from text or bytes.
 *
 * @example
 * await producer.send({ topic, messages: [{ value, headers: kafka.forward() }] })
 * consumer.run({ eachMessage: ({ message }) => run(kafka.capture(message.headers), () => handle(message)) })
 */
export const kafka: PlainCarrier = plainCarrier()

/**
 * AMQP: `headers` of AMQP 0-9-1 (amqplib), application properties of AMQP 1.0 (rhea). The W3C draft for AMQP 1.0 wants a
 * binary traceparent; what is deployed writes text, and so do we.
 *
 * @example
 * channel.sendToQueue('orders', body, { headers: amqp.forward() })
 */
export const amqp: PlainCarrier = plainCarrier()

/**
 * CloudEvents extension attributes. Names may only have lower-case letters and digits there, so what carries over is
 * traceparent, tracestate, b3, sw8 and baggage.
 *
 * @example
 * new CloudEvent({ type, source, ...cloudevents.forward() })
 */
export const cloudevents: PlainCarrier = plainCarrier((name) => /^[a-z0-9]{1,20}$/.test(name))

/**
 * Job data of BullMQ and other queues that keep JSON: the set goes under one key of the data, `traceferry`.
 *
 * @example
 * await queue.add('mail', bullmq.forward({ to }))
 * new Worker('mail', (job) => run(bullmq.capture(job.data), () => send(job.data.to)))
 */
export const bullmq: PlainCarrier = {
  forward(data = {}) {
    const headers = kafka.forward(objectIn(data.traceferry))
    return Object.keys(headers).length === 0 ? { ...data } : { ...data, traceferry: headers }
  },
  capture: (data, policy) => kafka.capture(objectIn(data?.traceferry), policy),
}

function objectIn(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}
