// The carrier for AMQP.
import type { Carrier } from './carrier.ts'
import { plainCarrier } from './plain-carrier.ts'

/**
 * AMQP: `headers` of AMQP 0-9-1 (amqplib), application properties of AMQP 1.0 (rhea). The W3C draft for AMQP 1.0 wants
 * a binary traceparent; software in use writes text, and so do we.
 *
 * @example
 * channel.sendToQueue('orders', body, { headers: amqp.forward() })
 * channel.consume('orders', (message) => run(amqp.capture(message.properties.headers), () => handle(message)))
 */
export const amqp: Carrier = plainCarrier()
