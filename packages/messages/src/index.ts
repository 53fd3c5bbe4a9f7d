/**
 * The captured headers in messages: one carrier for each kind of broker, by its own rules.
 * @module
 */
export { bind, fromJSON, run, snapshot, toJSON } from '@traceferry/core'
export type { Carrier } from './carrier.ts'
export { amqp, bullmq, cloudevents, kafka } from './carriers.ts'
export { jms } from './jms.ts'
export { nats } from './nats.ts'
export { sqs } from './sqs.ts'
