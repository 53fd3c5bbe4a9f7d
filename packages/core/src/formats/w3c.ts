import { count } from '../counters.ts'
import { get, type HeaderList, remove } from '../header-list.ts'
import { hexOf, idOf, isSendable, trim } from '../values.ts'

const START = new RegExp(`^(?![fF]{2})${hexOf(2)}-${idOf(32)}-${idOf(16)}-${hexOf(2)}`)

/**
 * traceparent: `version-32 hex-16 hex-2 hex`, ids not all zero. Of the version only the length depends: 00 has exactly
 * 55 characters, a later one may go on after a hyphen and is passed on unread; ff is forbidden (W3C Trace Context, 2.2 and 3.2).
 */
export function isTraceparent(value: string): boolean {
  if (!START.test(value)) return false
  if (value.length === 55) return true
  return value[55] === '-' && !value.startsWith('00') && !value.includes(',') && isSendable(value)
}

const MOST_MEMBERS = 32
// Keys as level 2 of the specification has them, which takes all those of level 1.
const MEMBER = /^[a-z0-9][a-z0-9_*/@-]{0,255}=[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,255}[\x21-\x2b\x2d-\x3c\x3e-\x7e]$/

/** The most that its members can have: keys and values of 256 characters, with some white space around each. */
export const MOST_TRACESTATE: number = 32 * 520

/**
 * tracestate: up to 32 members `key=value`; empty ones count for nothing (3.3.1). Two of one key may both go on, or one of
 * them (3.5, and the W3C's own tests): what we carry stays as it came.
 */
export function isTracestate(value: string): boolean {
  let members = 0
  // No split: of a thousand members the first 33 are looked at.
  for (let start = 0; start <= value.length; ) {
    const comma = value.indexOf(',', start)
    const end = comma < 0 ? value.length : comma
    const member = trim(value.slice(start, end))
    start = end + 1
    if (member === '') continue
    if (++members > MOST_MEMBERS || !MEMBER.test(member)) return false
  }
  return members > 0
}

/**
 * tracestate without a valid traceparent must be discarded, and one that does not parse may be, as a whole (W3C Trace Context, 3.3 and 4.2):
 * vendors behind us would have to do the same.
 */
export function mendW3c(found: HeaderList): void {
  const tracestate = get(found, 'tracestate')
  if (tracestate === '') return
  if (get(found, 'traceparent') === '') remove(found, 'tracestate')
  else if (!isTracestate(tracestate)) {
    count('dropped', 'malformed')
    remove(found, 'tracestate')
  }
}
