import { AsyncLocalStorage } from 'node:async_hooks'
import type { Captured } from './capture.ts'
import { safe } from './recapture.ts'
import { slot } from './slot.ts'

// One storage per process.
const storage: AsyncLocalStorage<Captured | undefined> = slot(
  Symbol.for('traceferry.context.v1'),
  () => new AsyncLocalStorage<Captured | undefined>(),
)

/**
 * The captured set of the request being handled, or undefined outside of any.
 *
 * @example
 * current()?.headers // ['x-request-id', '7f6f...', 'traceparent', '00-...']
 */
export function current(): Captured | undefined {
  return storage.getStore()
}

/**
 * Runs a function with a captured set as its context, and passes on what it returns or throws. `run`, never
 * `enterWith`: that leaks into the next request of a kept-alive connection on Node 20 and 22. With undefined, the
 * function runs outside of any request. A set that was not made by `capture` or `fromJSON` is checked first.
 *
 * @example
 * const captured = capture(['x-request-id', 'r-1'], createPolicy())
 * await run(captured, () => fetch('http://orders:8080/')) // carries x-request-id: r-1, once install() was called
 */
export function run<A extends unknown[], R>(captured: Captured | undefined, fn: (...args: A) => R, ...args: A): R {
  return storage.run(safe(captured) as Captured, fn, ...args)
}
