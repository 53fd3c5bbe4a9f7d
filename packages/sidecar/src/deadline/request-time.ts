import { type Captured, capture, current, type Policy, run, TraceferryError } from '@traceferry/core'
import { copyOf, guard, policyFor, show, whenSettled } from '@traceferry/core/internal'
import { deadlineGuard } from './deadline.ts'

const signals = new WeakMap<Captured, AbortSignal>()

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

/**
 * A signal that aborts when the current request's time is up or its client has gone, with `DeadlineExceeded` or
 * `ClientDisconnected` as its reason. Calls over fetch, undici and node:http need none; it is for what else takes one.
 * Undefined outside of any request. The same signal each time, within one request.
 *
 * @example
 * import { setTimeout } from 'node:timers/promises'
 *
 * await setTimeout(50, undefined, { signal: deadlineSignal() })
 */
export function deadlineSignal(): AbortSignal | undefined {
  const captured = current()
  const present = guard()
  if (captured === undefined || present === undefined) return undefined
  const known = signals.get(captured)
  if (known !== undefined) return known
  const refusal = present.refusal(captured)
  if (refusal !== undefined) return AbortSignal.abort(refusal)
  const controller = new AbortController()
  if (present.watch(captured, (reason) => controller.abort(reason)) === undefined) return undefined
  signals.set(captured, controller.signal)
  return controller.signal
}

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
