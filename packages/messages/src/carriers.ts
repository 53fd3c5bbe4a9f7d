import { type Captured, type CapturedJSON, fromJSON, type Policy } from '@traceferry/core'
import type { Carrier } from './carrier.ts'
import { plainCarrier } from './plain.ts'

/**
 * AMQP: `headers` of AMQP 0-9-1 (amqplib), application properties of AMQP 1.0 (rhea). The W3C draft for AMQP 1.0 wants a
 * binary traceparent; what is deployed writes text, and so do we.
 *
 * @example
 * channel.sendToQueue('orders', body, { headers: amqp.forward() })
 * channel.consume('orders', (message) => run(amqp.capture(message.properties.headers), () => handle(message)))
 */
export const amqp: Carrier = plainCarrier()

/**
 * CloudEvents extension attributes. Names may only have lower-case letters and digits there, so what carries over is
 * traceparent, tracestate, b3, sw8 and baggage.
 *
 * @example
 * new CloudEvent({ type, source, ...cloudevents.forward() })
 * run(cloudevents.capture(event), () => handle(event))
 */
export const cloudevents: Carrier = plainCarrier((name) => /^[a-z0-9]{1,20}$/.test(name))

/** Job data that carries the captured headers. */
export interface WithHeaders {
  /** The captured headers; missing outside of a request. */
  traceferry?: CapturedJSON
}

/**
 * Job data of BullMQ and other queues that keep JSON: the set goes under one key of the data, `traceferry`.
 *
 * @example
 * await queue.add('mail', bullmq.forward({ to }))
 * new Worker('mail', (job) => run(bullmq.capture(job.data), () => send(job.data.to)))
 */
export const bullmq: {
  /** A copy of the data with the captured headers under `traceferry`; outside of a request a plain copy. */
  forward<D extends object>(data?: D): D & WithHeaders
  /** The captured set that the data brought; empty where it brought none. Never throws. */
  capture(data: { readonly traceferry?: unknown } | undefined | null, policy?: Policy): Captured
} = {
  forward<D extends object>(data?: D): D & WithHeaders {
    const headers = plain.forward(objectIn((data as { traceferry?: unknown } | undefined)?.traceferry))
    return (Object.keys(headers).length === 0 ? { ...data } : { ...data, traceferry: headers }) as never
  },
  capture: (data, policy) => fromJSON(data?.traceferry, policy),
}

const plain = plainCarrier()

function objectIn(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}
