// The carrier for NATS.
import type { Captured, Policy } from '@traceferry/core'
import { captureMessage, failure, forwardToMessage, MAX_NAMES, type MessageOptions } from '@traceferry/core/internal'

/** The part of NATS' MsgHdrs that we need. Its own class is never imported. */
export interface NatsHeaders extends Iterable<[string, string[]]> {
  set(name: string, value: string): void
}

/**
 * NATS headers. Their names are case-sensitive: written in lower case, read in any case. The headers are an object of
 * the client's `headers()`, so `forward` fills the one that it is given and returns it.
 *
 * @example
 * connection.publish('orders', body, { headers: nats.forward(headers()) })
 * for await (const message of subscription) run(nats.capture(message.headers), () => handle(message))
 */
export const nats: {
  /**
   * Adds the captured headers to those given, and returns these. Only ids go, unless the options allow more. Never
   * throws: a value that is not such an object comes back as it is.
   */
  forward<H extends NatsHeaders>(headers: H, options?: MessageOptions): H
  /** The captured set that a message brought; empty where it brought none. Never throws. */
  capture(headers: NatsHeaders | undefined | null, policy?: Policy): Captured
} = {
  forward(headers, options) {
    try {
      if (!isIterable(headers) || typeof headers.set !== 'function') return headers
      const names: string[] = []
      for (const [name] of headers) if (names.push(name) > MAX_NAMES) break
      for (const [name, value] of forwardToMessage(names, options)) headers.set(name, value)
    } catch (error) {
      failure('a message', error)
    }
    return headers
  },
  capture: (headers, policy) =>
    captureMessage((take) => {
      if (!isIterable(headers)) return
      for (const pair of headers)
        if (!Array.isArray(pair) ? !take(undefined, undefined) : !take(pair[0], pair[1])) break
    }, policy),
}

function isIterable<H>(headers: H): headers is NonNullable<H> {
  return typeof headers === 'object' && headers !== null && Symbol.iterator in headers
}
