// Captures headers from a request.
import { bucketOf } from '../engine/buckets.ts'
import { append, createList, nameAt, sizeOf, valueAt } from '../headers/header-list.ts'
import { type Policy, resolved } from '../policy/policy.ts'
import type { Captured } from './captured.ts'
import { createCaptured, headersOf } from './captured-set.ts'
import { legalLines } from './legal-lines.ts'

/**
 * More bytes than this are checked at once, and not kept as they came. It is the most that Node accepts in one request.
 */
const MAX_UNREAD = 16_384

/**
 * Takes the propagation headers out of raw header lines (`request.rawHeaders`: name, value, name, value, ...), and
 * cleans them by the rules of their formats. It takes raw lines, because node:http joins repeated tracing headers into
 * a text that no proxy can read. The lines are checked when they are first read, because many requests make no call.
 * The length of the lines limits the work, whatever is in them. Never throws.
 *
 * @example
 * const captured = capture(request.rawHeaders, policy)
 */
export function capture(rawHeaders: readonly string[], policy: Policy): Captured {
  const rules = resolved(policy)
  const picked = createList()
  let bytes = 0
  const size = sizeOf(rawHeaders)
  for (let i = 0; i < size; i++) {
    const name = nameAt(rawHeaders, i)
    const value = valueAt(rawHeaders, i)
    if (typeof name !== 'string' || typeof value !== 'string' || bucketOf(rules.buckets, name) === undefined) continue
    append(picked, name, value)
    bytes += name.length + value.length
  }
  const captured = createCaptured(picked, rules, legalLines)
  // To read them is to check them.
  if (bytes > MAX_UNREAD) headersOf(captured)
  return captured
}
