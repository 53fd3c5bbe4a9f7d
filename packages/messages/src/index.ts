/**
 * The captured headers in messages: one carrier for each kind of broker, by its own rules.
 * @module
 */
export { bind, createPolicy, type Explanation, fromJSON, run, snapshot, toJSON } from '@traceferry/core'
export { explainMessage, type MessageOptions } from '@traceferry/core/internal'
export { amqp } from './amqp.ts'
export { bullmq, type WithHeaders } from './bullmq.ts'
export type { Carrier } from './carrier.ts'
export { cloudevents } from './cloudevents.ts'
export { jms } from './jms.ts'
export { type KafkaHeaders, kafka } from './kafka.ts'
export { nats } from './nats.ts'
export { type NestContext, type NestHandler, type NestInterceptor, type NestSerializer, nest } from './nest.ts'
export { type SqsAttribute, sqs } from './sqs.ts'
