// Runs a function in the context of a captured set.
import type { Captured } from '../inbound/captured.ts'
import { requestContextOf } from '../inbound/captured-set.ts'
import { ensureChecked } from '../inbound/ensure-checked.ts'
import { startWaiting } from '../shared/start-waiting.ts'
import { applyIn, currentContext } from './enter.ts'
import { capturedIn, endContext, openContext } from './open-context.ts'
import { whenSettled } from './when-settled.ts'

/**
 * Runs a function with a captured set as its context, and passes on what it returns or throws. It uses `run` and never `enterWith`,
 * which leaks into the next request of a kept-alive connection on Node 20 and 22. With undefined, the function runs outside any
 * request. A set that was not made by `capture` or `fromJSON` is checked first.
 *
 * The set of a request expires with its request. Any other set, such as that of a message, expires some time after the
 * function has returned, or its promise has settled. So a promise comes back as another one that settles the same way.
 *
 * @example
 * const captured = capture(['x-request-id', 'r-1'], createPolicy())
 * await run(captured, () => fetch('http://orders:8080/')) // carries x-request-id: r-1, once install() was called
 */
export function run<A extends unknown[], R>(captured: Captured | undefined, fn: (...args: A) => R, ...args: A): R {
  const set = ensureChecked(captured)
  if (set === undefined) return applyIn(undefined, fn, undefined, args)
  startWaiting()
  const around = currentContext()
  if (around !== undefined && capturedIn(around) === set) return fn(...args)
  const requestContext = requestContextOf(set)
  const context = openContext(set, requestContext)
  if (requestContext !== undefined || set.headers.length === 0) return applyIn(context, fn, undefined, args)
  return whenSettled(
    () => applyIn(context, fn, undefined, args),
    () => endContext(context),
  )
}
