import type { Captured, Policy } from '@traceferry/core'
import { captureFrom, type Pair, pairsToAdd } from './carrier.ts'

/** As much of NATS' MsgHdrs as is used; its own class is never imported. */
export interface NatsHeaders extends Iterable<[string, string[]]> {
  set(name: string, value: string): void
}

/**
 * NATS headers. Their names are case-sensitive: written in lower case, read in any case. They are an object of the
 * client's own, made by its `headers()`, so `forward` fills the one it is given and returns it.
 *
 * @example
 * connection.publish('orders', body, { headers: nats.forward(headers()) })
 * for await (const message of subscription) run(nats.capture(message.headers), () => handle(message))
 */
export const nats: {
  /** Sets the captured headers on those given, and returns these. */
  forward<H extends NatsHeaders>(headers: H): H
  /** The captured set that a message brought; empty where it brought none. Never throws. */
  capture(headers: NatsHeaders | undefined | null, policy?: Policy): Captured
} = {
  forward(headers) {
    const present = [...headers].map(([name]) => name)
    for (const [name, value] of pairsToAdd(present)) headers.set(name, value)
    return headers
  },
  capture(headers, policy) {
    const pairs: Pair[] = []
    for (const [name, values] of headers ?? []) for (const value of values) pairs.push([name, value])
    return captureFrom(pairs, policy)
  },
}
