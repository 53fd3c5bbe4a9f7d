import { AsyncLocalStorage } from 'node:async_hooks'
import type { Captured } from './capture.ts'
import { homeOf } from './made.ts'
import { safe } from './recapture.ts'
import { slot } from './slot.ts'
import { whenSettled } from './when-settled.ts'

/**
 * Where the captured set lives while a request is handled. It is opened empty as the request comes in, so that all that
 * happens to the request is inside, also what a framework does after the handler; an adapter fills it; it ends after its
 * request. Everything that was started in a request shares the one object, so that one look tells all of them that it is over.
 */
export interface Context {
  /** Undefined before an adapter has captured, and once it has expired. */
  captured: Captured | undefined
  /** When it expires, in milliseconds of `performance.now()`; 0 while the request is open. */
  expiresAt: number
  /** Whether it had a captured set once, and is over. */
  expired: boolean
  /** The context of the request that this one is a part of, and ends with. */
  readonly part: Context | undefined
}

// One storage per process. The name carries the version of what is kept there.
const storage: AsyncLocalStorage<Context | undefined> = slot(
  Symbol.for('traceferry.context.v2'),
  () => new AsyncLocalStorage<Context | undefined>(),
)

/** An open context. A class, so that all have one shape. */
class OpenContext implements Context {
  captured: Captured | undefined
  expiresAt = 0
  expired = false
  readonly part: Context | undefined

  constructor(captured: Captured | undefined, part: Context | undefined) {
    this.captured = captured
    this.part = part
  }
}

/** Opens a context: empty, or with a set; by itself, or as a part of a request's. */
export function openContext(captured?: Captured, part?: Context): Context {
  return new OpenContext(captured, part)
}

/** The request is over: some time from now its calls carry nothing any more. */
export function endContext(context: Context): void {
  if (context.expiresAt !== 0) return
  context.expiresAt = performance.now() + (context.captured?.policy.expiresAfter ?? 0)
}

/** The captured set of a context, as long as it lives. */
export function capturedIn(context: Context): Captured | undefined {
  const { expiresAt } = context.part ?? context
  if (expiresAt !== 0 && context.captured !== undefined && performance.now() >= expiresAt) {
    // What is kept by a timer or a subscription for ever is this small object, and no more.
    context.captured = undefined
    context.expired = true
  }
  return context.captured
}

/** The context of whoever runs right now. */
export function here(): Context | undefined {
  return storage.getStore()
}

/** The context that a call which is made right now belongs to: none outside of a request, and none before the line. */
export function caller(): Context | undefined {
  const context = storage.getStore()
  if (context === undefined || (capturedIn(context) === undefined && !context.expired)) return undefined
  return context
}

/** Runs a function in a context, or outside of any, and passes on what it returns or throws. */
export function enter<A extends unknown[], R>(context: Context | undefined, fn: (...args: A) => R, ...args: A): R {
  return storage.run(context, fn, ...args)
}

/**
 * The captured set of the request being handled, or undefined outside of any, and some time after the request is over
 * (the option `expiresAfter`).
 *
 * @example
 * current()?.headers // ['x-request-id', '7f6f...', 'traceparent', '00-...']
 */
export function current(): Captured | undefined {
  const context = storage.getStore()
  return context === undefined ? undefined : capturedIn(context)
}

/**
 * Runs a function with a captured set as its context, and passes on what it returns or throws. `run`, never
 * `enterWith`: that leaks into the next request of a kept-alive connection on Node 20 and 22. With undefined, the
 * function runs outside of any request. A set that was not made by `capture` or `fromJSON` is checked first.
 *
 * The set of a request expires with its request. Any other, such as that of a message, expires some time after the
 * function has returned, or its promise has settled: so a promise comes back as another one that settles the same way.
 *
 * @example
 * const captured = capture(['x-request-id', 'r-1'], createPolicy())
 * await run(captured, () => fetch('http://orders:8080/')) // carries x-request-id: r-1, once install() was called
 */
export function run<A extends unknown[], R>(captured: Captured | undefined, fn: (...args: A) => R, ...args: A): R {
  const set = safe(captured)
  if (set === undefined) return storage.run(undefined, fn, ...args)
  const around = storage.getStore()
  if (around !== undefined && capturedIn(around) === set) return fn(...args)
  const home = homeOf(set)
  const context = openContext(set, home)
  if (home !== undefined || set.headers.length === 0) return storage.run(context, fn, ...args)
  return whenSettled(
    () => storage.run(context, fn, ...args),
    () => endContext(context),
  )
}
