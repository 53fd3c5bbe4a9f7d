// The W3C headers: which values of traceparent and tracestate are legal.
import { scannerFor } from '../../engine/scanner-for.ts'
import { count } from '../../shared/counters.ts'
import { get, type HeaderList, remove } from '../header-list.ts'
import { isAscii, isSendable, trim } from '../values.ts'

// Written out digit by digit: the engine then needs a quarter of the instructions of a loop over `charCodeAt`.
const hexOf = (length: number): string => '[0-9a-fA-F]'.repeat(length)
const START = new RegExp(`^(?![fF]{2})${hexOf(2)}-(?!0{32})${hexOf(32)}-(?!0{16})${hexOf(16)}-${hexOf(2)}`)

/**
 * traceparent: `version-32 hex-16 hex-2 hex`, ids not all zero. Only the length depends on the version. Version 00 has
 * exactly 55 characters. A later version may continue after a hyphen, and the rest is passed on unread. ff is forbidden
 * (W3C Trace Context, 2.2 and 3.2).
 */
export function isTraceparent(value: string): boolean {
  if (!START.test(value)) return false
  if (value.length === 55) return true
  return value[55] === '-' && !value.startsWith('00') && !value.includes(',') && isSendable(value)
}

const MAX_MEMBERS = 32
const MAX_LENGTH = 256 // of a key, and of a value
// Keys by level 2 of the specification, which allows all keys of level 1.
const keyFrom = scannerFor('[a-z0-9_*/@-]')

// Nearly all values match this pattern. It is tried first: a call to a pattern costs more than the characters that it
// reads, so one call for all members is cheaper. It never backtracks, because neither class contains the character that
// ends it.
const SHORT = /^[a-z0-9][a-z0-9_*/@-]*=[!-+\--<>-~]+(?:,[a-z0-9][a-z0-9_*/@-]*=[!-+\--<>-~]+)*$/
const MAX_SHORT = 64 // room for at most 16 members

/**
 * Room for members of 128 characters each. Longer members are the first that may be left out (W3C Trace Context,
 * 3.3.1.5).
 */
export const MAX_TRACESTATE: number = MAX_MEMBERS * 129

/**
 * tracestate: up to 32 members `key=value`. Empty members do not count (3.3.1). If a key is there twice, both members
 * or one of them may be forwarded (3.5, and the W3C's own tests), so we forward the value unchanged.
 */
export function isTracestate(value: string): boolean {
  if (value.length <= MAX_SHORT && SHORT.test(value)) return true
  const ascii = isAscii(value)
  let members = 0
  // No `split`: of a thousand members, only the first 33 are read.
  for (let start = 0; start <= value.length; ) {
    const comma = value.indexOf(',', start)
    const end = comma < 0 ? value.length : comma
    const member = trim(value.slice(start, end))
    start = end + 1
    if (member === '') continue
    if (++members > MAX_MEMBERS || !isMember(member, ascii)) return false
  }
  return members > 0
}

/**
 * Whether this is a key, `=` and a value. The value may have all ASCII characters except `=`. White space at its end is
 * trimmed off.
 */
function isMember(member: string, ascii: boolean): boolean {
  const key = keyFrom(member, 0)
  const size = member.length - key - 1
  if (!isKeyStart(member.charCodeAt(0)) || member[key] !== '=') return false
  if (key > MAX_LENGTH || size === 0 || size > MAX_LENGTH) return false
  return !member.includes('=', key + 1) && (ascii || isAscii(member, key + 1))
}

/** A lower-case letter or a digit. */
function isKeyStart(c: number): boolean {
  return (c >= 97 && c <= 122) || (c >= 48 && c <= 57)
}

/**
 * tracestate without a valid traceparent must be discarded, and one that does not parse may be discarded as a whole
 * (W3C Trace Context, 3.3 and 4.2). Otherwise the next vendor would have to discard it.
 */
export function repairW3c(found: HeaderList): void {
  const tracestate = get(found, 'tracestate')
  if (tracestate === '') return
  if (get(found, 'traceparent') === '') remove(found, 'tracestate')
  else if (!isTracestate(tracestate)) {
    count('dropped', 'malformed')
    remove(found, 'tracestate')
  }
}
