// Tells how much time the current request has left.
import { current } from '@traceferry/core'
import { guard } from '@traceferry/core/internal'

/**
 * Milliseconds that the current request has left, or 0 when its time is up. Undefined outside a request, in a request
 * without a deadline, and after the answer. Use it for work that is not an HTTP call, such as the timeout of a query.
 *
 * @example
 * await pool.query({ text, query_timeout: remainingMs() ?? 5000 })
 */
export function remainingMs(): number | undefined {
  const captured = current()
  return captured && guard()?.remaining(captured)
}
