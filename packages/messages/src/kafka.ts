// The carrier for Kafka.
import type { Captured, Policy } from '@traceferry/core'
import { captureMessage, failure, forwardToMessage, MAX_NAMES, type MessageOptions } from '@traceferry/core/internal'
import { takeRecord } from './carrier.ts'
import { plainCarrier } from './plain-carrier.ts'

/** Headers as kafkajs has them (one object), or as node-rdkafka has them (a list of objects with one header each). */
export type KafkaHeaders = Record<string, unknown> | Record<string, unknown>[]

const plain = plainCarrier()

/**
 * Kafka record headers (kafkajs, node-rdkafka, Confluent's client): text under lower-case keys, because Kafka's keys are
 * case-sensitive. Read from bytes, which is what consumers get, or from text. A key that came several times is one
 * header that came several times: the first counts, tracestate and baggage are joined.
 *
 * @example
 * await producer.send({ topic, messages: [{ value, headers: kafka.forward() }] })
 * consumer.run({ eachMessage: ({ message }) => run(kafka.capture(message.headers), () => handle(message)) })
 * // node-rdkafka
 * producer.produce(topic, null, value, key, Date.now(), undefined, kafka.forward([]))
 * // A broker inside the mesh may have baggage, too
 * kafka.forward({}, { target: 'kafka:9092' })
 */
export const kafka: {
  /**
   * The record's headers with the captured ones added, as an object or, given a list, as a list. Only ids go, unless
   * the options allow more. Never throws.
   */
  forward<H extends KafkaHeaders = Record<string, string>>(headers?: H, options?: MessageOptions): NoInfer<H>
  /** The captured set that a record brought; empty where it brought none. Never throws. */
  capture(headers: Readonly<KafkaHeaders> | undefined | null, policy?: Policy): Captured
} = {
  forward<H extends KafkaHeaders>(headers?: H, options?: MessageOptions): H {
    try {
      if (!Array.isArray(headers)) return plain.forward(headers, options) as H
      const added = forwardToMessage(namesIn(headers), options).map(([name, value]) => ({ [name]: value }))
      return [...headers, ...added] as H
    } catch (error) {
      failure('a message', error)
      return headers as H
    }
  },
  capture: (headers, policy) =>
    captureMessage((take) => {
      if (Array.isArray(headers)) headers.every((header) => takeRecord(header, take))
      else takeRecord(headers, take)
    }, policy),
}

function namesIn(headers: readonly unknown[]): string[] {
  const names: string[] = []
  for (const header of headers) {
    const keys = typeof header === 'object' && header !== null ? Object.keys(header) : []
    names.push(...(keys.length === 0 ? [''] : keys.slice(0, MAX_NAMES)))
    if (names.length > MAX_NAMES) break
  }
  return names
}
