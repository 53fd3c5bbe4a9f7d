// Tells how much time the current request has left.
import { current } from '@traceferry/core'
import { guard } from '@traceferry/core/internal'

/**
 * Milliseconds that the current request has left, 0 when its time is up; undefined outside of any request, in one without
 * a deadline, and after the answer. For work that is no call, such as a query: it can be told how long it may take.
 *
 * @example
 * await pool.query({ text, query_timeout: remainingMs() ?? 5000 })
 */
export function remainingMs(): number | undefined {
  const captured = current()
  return captured && guard()?.remaining(captured)
}
