import { bucketOf } from './buckets.ts'
import { append, createList, nameAt, sizeOf, valueAt } from './header-list.ts'
import { legalLines } from './legal-lines.ts'
import { headersOf, makeLater } from './made.ts'
import type { Policy } from './policy.ts'
import type { Rule } from './rules.ts'

/** More than so many bytes are not kept as they came. It is what Node takes of one request. */
const MOST_UNREAD = 16_384

/**
 * What one request brought that its calls shall carry: small frozen strings, never the request itself, which would
 * keep sockets and bodies alive for as long as a timer is pending.
 */
export interface Captured {
  /** Flat list of outbound names and values: [name, value, name, value, ...]. */
  readonly headers: readonly string[]
  /** The rule of each pair, in the same order. */
  readonly rules: readonly Rule[]
  /** The policy that it was captured by, which decides where it may go. */
  readonly policy: Policy
}

/**
 * Takes the propagation headers out of raw header lines (`request.rawHeaders`: name, value, name, value, ...), cleaned
 * by the rules of their formats. Raw lines, because node:http joins repeated tracing headers into a text that no proxy
 * can read. They are checked when they are first asked for, as many requests make no call. The work is bounded by the
 * length of the lines, whatever is in them. Never throws.
 *
 * @example
 * const captured = capture(request.rawHeaders, policy)
 */
export function capture(rawHeaders: readonly string[], policy: Policy): Captured {
  const picked = createList()
  let bytes = 0
  const size = sizeOf(rawHeaders)
  for (let i = 0; i < size; i++) {
    const name = nameAt(rawHeaders, i)
    const value = valueAt(rawHeaders, i)
    if (typeof name !== 'string' || typeof value !== 'string' || bucketOf(policy.buckets, name) === undefined) continue
    append(picked, name, value)
    bytes += name.length + value.length
  }
  const captured = makeLater(picked, policy, legalLines)
  // To ask for them is to check them.
  if (bytes > MOST_UNREAD) headersOf(captured)
  return captured
}
