import { type Captured, current, familyOf, fromJSON, type Policy } from '@traceferry/core'

/** One header as it goes into a message, or came out of one. */
export type Pair = readonly [name: string, value: string]

/** How a kind of message carries headers. */
export interface Carrier<H> {
  /**
   * The message's headers with the captured ones added: a new object, in the form that the client library takes. What
   * is there already stays, with its whole family: a message's creation context is not overwritten. Outside of a
   * request it is a plain copy.
   */
  forward(headers?: H): H
  /** The captured set that a message brought, cleaned by the same rules as a request's. Never throws. */
  capture(headers: H | undefined | null, policy?: Policy): Captured
}

/** The captured pairs that may join headers of these names: families of which the message has none yet. */
export function pairsToAdd(present: Iterable<string>, captured: Captured | undefined = current()): Pair[] {
  if (captured === undefined) return []
  const taken = new Set([...present].map((name) => familyOf(name.toLowerCase())))
  return captured.rules.flatMap((rule, i) =>
    taken.has(rule.family) ? [] : [[rule.outbound, captured.headers[2 * i + 1] as string] as Pair],
  )
}

/** The captured set of these pairs. */
export function captureFrom(pairs: Iterable<Pair>, policy?: Policy): Captured {
  return fromJSON(Object.fromEntries(pairs), policy)
}

/** Text of a header value that libraries hand over as text or as bytes; undefined for anything else. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  return value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : undefined
}
