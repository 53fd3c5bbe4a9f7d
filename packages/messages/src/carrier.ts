import { type Captured, current, familyOf, fromJSON, type Policy, valueAt } from '@traceferry/core'

/** One header as it goes into a message, or came out of one. */
export type Pair = readonly [name: string, value: string]

/** How a kind of message carries headers. `V` is what it has for a value: text, or an object of the client library. */
export interface Carrier<V = string> {
  /**
   * The message's headers with the captured ones added: a new object, in the form that the client library takes. What
   * is there already stays, with its whole family: a message's creation context is not overwritten. Outside of a
   * request it is a plain copy.
   */
  forward<H extends Record<string, unknown> = Record<string, V>>(headers?: H): H
  /**
   * The captured set that a message brought, cleaned by the same rules as a request's; without a policy, by the default
   * options. A message that brought nothing gives an empty set, and `run` with that is no request's context. Never throws.
   */
  capture(headers: Readonly<Record<string, unknown>> | undefined | null, policy?: Policy): Captured
}

/** The captured pairs that may join headers of these names: families of which the message has none yet. */
export function pairsToAdd(present: Iterable<string>, captured: Captured | undefined = current()): Pair[] {
  if (captured === undefined) return []
  const taken = new Set([...present].map((name) => familyOf(name.toLowerCase())))
  return captured.rules.flatMap((rule, i) =>
    taken.has(rule.family) ? [] : [[rule.outbound, valueAt(captured.headers, i)] as Pair],
  )
}

/** The captured set of these pairs. A name may come several times, as it may in a request. */
export function captureFrom(pairs: Iterable<Pair>, policy?: Policy): Captured {
  const lists = new Map<string, string[]>()
  for (const [name, value] of pairs) {
    const list = lists.get(name)
    if (list === undefined) lists.set(name, [value])
    else list.push(value)
  }
  return fromJSON(Object.fromEntries(lists), policy)
}

/**
 * The pairs of an object of names and text or bytes, or lists of these; anything else is left out. Bytes are read as
 * UTF-8, because that is how the clients of Kafka write the text they are given.
 */
export function pairsOf(headers: Readonly<Record<string, unknown>> | undefined | null): Pair[] {
  const pairs: Pair[] = []
  for (const [name, value] of Object.entries(headers ?? {})) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (typeof one === 'string') pairs.push([name, one])
      else if (one instanceof Uint8Array) pairs.push([name, Buffer.from(one).toString('utf8')])
    }
  }
  return pairs
}
