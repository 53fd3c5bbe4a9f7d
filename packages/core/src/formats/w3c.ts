import { drop, get } from '../found.ts'
import { hexOf, idOf, isSendable } from '../values.ts'

const START = new RegExp(`^${hexOf(2)}-${idOf(32)}-${idOf(16)}-${hexOf(2)}`)

/**
 * traceparent: `version-32 hex-16 hex-2 hex`, ids not all zero. Of the version only the length depends: 00 has exactly
 * 55 characters, a later one may go on after a hyphen and is passed on unread (W3C Trace Context, 2.2 and 3.2).
 */
export function isTraceparent(value: string): boolean {
  if (!START.test(value)) return false
  if (value.length === 55) return true
  return value[55] === '-' && !value.startsWith('00') && !value.includes(',') && isSendable(value)
}

/** tracestate without a valid traceparent must be discarded (W3C Trace Context, 3.3). */
export function mendW3c(found: string[]): void {
  if (get(found, 'traceparent') === '') drop(found, 'tracestate')
}
