// Gives a function and its calls a time limit of their own.
import { type Captured, capture, current, type Policy, run, TraceferryError } from '@traceferry/core'
import { copyOf, policyFor, show, whenSettled } from '@traceferry/core/internal'
import { deadlineGuard } from './deadline.ts'

/**
 * Runs a function whose calls have `ms` milliseconds, or what the request has left if that is less: for one slow
 * dependency, or for a job outside of any request. Passes on what the function returns or throws. What it calls is ended,
 * not the function itself. Needs no `deadline()`.
 *
 * Throws a `TraceferryError` when `ms` is no number above 0.
 *
 * @example
 * const price = await withDeadline(200, () => fetch('http://prices:8080/')).catch(() => lastKnown)
 */
export function withDeadline<R>(ms: number, fn: () => R): R {
  if (typeof ms !== 'number' || !(ms > 0) || ms === Number.POSITIVE_INFINITY) {
    throw new TraceferryError('TF005', `the deadline is ${show(ms)}`, 'write a number of milliseconds above 0')
  }
  const outer = current()
  const captured = copyOf(outer ?? nothing())
  const over = deadlineGuard().limit(captured, ms, outer)
  return whenSettled(
    () => run(captured, fn),
    over,
    () => {},
  )
}

const empty = new WeakMap<Policy, Captured>()

/** What a job outside of any request has captured. */
function nothing(): Captured {
  const policy = policyFor(undefined)
  const known = empty.get(policy)
  if (known !== undefined) return known
  const captured = capture([], policy)
  empty.set(policy, captured)
  return captured
}
