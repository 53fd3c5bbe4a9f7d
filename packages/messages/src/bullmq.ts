// The carrier for the job data of BullMQ and other queues that keep JSON.
import type { Captured, CapturedJSON, Policy } from '@traceferry/core'
import { captureMessage, failure, type MessageOptions } from '@traceferry/core/internal'
import { isRecord, takeRecord } from './carrier.ts'
import { plainCarrier } from './plain-carrier.ts'

const plain = plainCarrier()

/** Job data that carries the captured headers. */
export interface WithHeaders {
  /** The captured headers; missing outside a request. */
  traceferry?: CapturedJSON
}

/**
 * Job data of BullMQ and other queues that keep JSON: the set goes under one key of the data, `traceferry`.
 *
 * @example
 * await queue.add('mail', bullmq.forward({ to }))
 * new Worker('mail', (job) => run(bullmq.capture(job.data), () => send(job.data.to)))
 * // A Redis inside the mesh may have baggage, too
 * await queue.add('mail', bullmq.forward({ to }, { target: 'redis:6379' }))
 */
export const bullmq: {
  /**
   * A copy of the data with the captured headers under `traceferry`; outside a request a plain copy. Only ids go,
   * unless the options allow more. Data that has no keys, such as a list, comes back as it is. Never throws.
   */
  forward<D extends object>(data?: D, options?: MessageOptions): D & WithHeaders
  /** The captured set that the data brought; empty where it brought none. Never throws. */
  capture(data: { readonly traceferry?: unknown } | undefined | null, policy?: Policy): Captured
} = {
  forward<D extends object>(data?: D, options?: MessageOptions): D & WithHeaders {
    try {
      if (data !== undefined && data !== null && (!isRecord(data) || typeof data.toJSON === 'function')) return data
      const copy: Record<string, unknown> = { ...data }
      const current = copy.traceferry ?? {}
      const headers = plain.forward(current as Record<string, unknown>, options)
      // If our key holds anything but an object of headers, it belongs to the app.
      if (!isRecord(current) || Object.keys(headers).length === 0) return copy as D
      return { ...copy, traceferry: headers } as D & WithHeaders
    } catch (error) {
      failure('a message', error)
      return data ?? ({} as D)
    }
  },
  capture: (data, policy) => captureMessage((take) => void takeRecord(data?.traceferry, take), policy),
}
