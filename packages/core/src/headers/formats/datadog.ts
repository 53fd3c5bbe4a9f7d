// The Datadog headers: which values are legal, and which of them need each other.
import { get, type HeaderList, remove } from '../header-list.ts'
import { isDigits } from '../values.ts'

const LARGEST = '18446744073709551615' // 2^64 - 1

/** A decimal unsigned 64-bit number. */
export function isUnsigned64(value: string): boolean {
  if (!isDigits(value) || value.length > LARGEST.length) return false
  return value.length < LARGEST.length || value <= LARGEST
}

/** A whole number. -1 means that the user rejected the trace. */
export function isPriority(value: string): boolean {
  return value.length <= 11 && isDigits(value, value[0] === '-' ? 1 : 0)
}

/**
 * Tracers refuse a trace id without its parent id, unless an origin explains it (synthetic tests send no parent id).
 * The tags hold the high half of a 128-bit trace id (`_dd.p.tid`). Without the trace id they would end up on the next
 * trace.
 */
export function repairDatadog(found: HeaderList): void {
  const parented = get(found, 'x-datadog-parent-id') !== '' || get(found, 'x-datadog-origin') !== ''
  if (get(found, 'x-datadog-trace-id') !== '' && parented) return
  remove(found, 'x-datadog-trace-id', 'x-datadog-parent-id', 'x-datadog-tags')
}
