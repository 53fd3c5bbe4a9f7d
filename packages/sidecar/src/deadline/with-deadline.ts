// Gives a function and its calls their own time limit.
import { type Captured, capture, current, type Policy, run, TraceferryError } from '@traceferry/core'
import { copyOf, policyFor, show, whenSettled } from '@traceferry/core/internal'
import { deadlineGuard } from './deadline.ts'

/**
 * Runs a function and gives its calls `ms` milliseconds, or what the request has left if that is less. Use it for one slow
 * dependency, or for a job outside a request. Returns or throws what the function does. At the deadline the calls end, not
 * the function itself. It works without `deadline()`.
 *
 * Throws a `TraceferryError` (TF005) when `ms` is not a number above 0.
 *
 * @example
 * const price = await withDeadline(200, () => fetch('http://prices:8080/')).catch(() => lastKnown)
 */
export function withDeadline<R>(ms: number, fn: () => R): R {
  if (typeof ms !== 'number' || !(ms > 0) || ms === Number.POSITIVE_INFINITY) {
    throw new TraceferryError('TF005', `the deadline is ${show(ms)}`, 'write a number of milliseconds above 0')
  }
  const outer = current()
  const captured = copyOf(outer ?? emptyCapture())
  const over = deadlineGuard().limit(captured, ms, outer)
  return whenSettled(
    () => run(captured, fn),
    over,
    () => {},
  )
}

const empty = new WeakMap<Policy, Captured>()

/** The empty captured set of a job outside a request. */
function emptyCapture(): Captured {
  const policy = policyFor(undefined)
  const known = empty.get(policy)
  if (known !== undefined) return known
  const captured = capture([], policy)
  empty.set(policy, captured)
  return captured
}
