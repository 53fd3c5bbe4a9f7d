// The carriers that are no HTTP: messages of brokers, and gRPC's metadata.
import { run } from '../../../packages/core/dist/index.js'
import { amqp, kafka, nats, sqs } from '../../../packages/messages/dist/index.js'
import { captured } from '../samples.js'

const inContext = (fn) => () => run(captured, fn)

export const pieces = {
  'message: kafka': inContext(() => kafka.forward({})),
  'message: amqp': inContext(() => amqp.forward({})),
  'message: nats': inContext(() => nats.forward(new Map())),
  'message: sqs': inContext(() => sqs.forward({})),
}
