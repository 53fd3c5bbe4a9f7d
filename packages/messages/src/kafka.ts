import type { Captured, Policy } from '@traceferry/core'
import { captureFrom, pairsOf, pairsToAdd } from './carrier.ts'
import { plainCarrier } from './plain.ts'

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
 */
export const kafka: {
  /** The record's headers with the captured ones added, as an object or, given a list, as a list. */
  forward<H extends KafkaHeaders = Record<string, string>>(headers?: H): H
  /** The captured set that a record brought; empty where it brought none. Never throws. */
  capture(headers: Readonly<KafkaHeaders> | undefined | null, policy?: Policy): Captured
} = {
  forward<H extends KafkaHeaders>(headers?: H): H {
    if (!Array.isArray(headers)) return plain.forward(headers) as H
    const names = headers.flatMap((header) => Object.keys(header))
    return [...headers, ...pairsToAdd(names).map(([name, value]) => ({ [name]: value }))] as H
  },
  capture: (headers, policy) =>
    Array.isArray(headers) ? captureFrom(headers.flatMap(pairsOf), policy) : plain.capture(headers as never, policy),
}
