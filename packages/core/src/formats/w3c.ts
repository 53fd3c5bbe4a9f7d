import { drop, get } from '../found.ts'
import { isHex, isHexId, isSendable } from '../values.ts'

/**
 * traceparent: `version-32 hex-16 hex-2 hex`, ids not all zero. Of the version only the length depends: 00 has exactly
 * 55 characters, a later one may go on after a hyphen and is passed on unread (W3C Trace Context, 2.2 and 3.2).
 */
export function isTraceparent(value: string): boolean {
  const dashes = value[2] === '-' && value[35] === '-' && value[52] === '-'
  const ids = dashes && isHex(value, 0, 2) && isHexId(value, 3, 35) && isHexId(value, 36, 52) && isHex(value, 53, 55)
  if (!ids || value.length === 55) return ids
  return value[55] === '-' && !value.startsWith('00') && !value.includes(',') && isSendable(value)
}

/** tracestate without a valid traceparent must be discarded (W3C Trace Context, 3.3). */
export function mendW3c(found: string[]): void {
  if (get(found, 'traceparent') === '') drop(found, 'tracestate')
}
