import { scannerFor } from '../../engine/scanner-for.ts'
import { count } from '../../shared/counters.ts'
import { get, type HeaderList, remove } from '../header-list.ts'
import { hexOf, idOf, isAscii, isSendable, trim } from '../values.ts'

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

const MAX_MEMBERS = 32
const MAX_LENGTH = 256 // of a key, and of a value
// Keys as level 2 of the specification has them, which takes all those of level 1.
const keyFrom = scannerFor('[a-z0-9_*/@-]')

// Nearly all that come: asked first, as a question to a pattern costs more than what it reads. Without a way back, as neither
// class has what ends it.
const SHORT = /^[a-z0-9][a-z0-9_*/@-]*=[!-+\--<>-~]+(?:,[a-z0-9][a-z0-9_*/@-]*=[!-+\--<>-~]+)*$/
const MAX_SHORT = 64 // room for 16 members at most

/** Members of 128 characters each. Longer ones are the first that may be left out (W3C Trace Context, 3.3.1.5). */
export const MAX_TRACESTATE: number = MAX_MEMBERS * 129

/**
 * tracestate: up to 32 members `key=value`; empty ones count for nothing (3.3.1). Two of one key may both go on, or one of
 * them (3.5, and the W3C's own tests): what we carry stays as it came.
 */
export function isTracestate(value: string): boolean {
  if (value.length <= MAX_SHORT && SHORT.test(value)) return true
  const ascii = isAscii(value)
  let members = 0
  // No split: of a thousand members the first 33 are looked at.
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

/** Whether this is a key, `=` and a value. Of ASCII the value has all characters but `=`; white space at its end is trimmed off. */
function isMember(member: string, ascii: boolean): boolean {
  const key = keyFrom(member, 0)
  const size = member.length - key - 1
  if (!isKeyStart(member.charCodeAt(0)) || member[key] !== '=') return false
  if (key > MAX_LENGTH || size === 0 || size > MAX_LENGTH) return false
  return !member.includes('=', key + 1) && (ascii || isAscii(member, key + 1))
}

/** A small letter or a digit. */
function isKeyStart(c: number): boolean {
  return (c >= 97 && c <= 122) || (c >= 48 && c <= 57)
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
