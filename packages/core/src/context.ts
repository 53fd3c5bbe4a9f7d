import type { AsyncResource } from 'node:async_hooks'
import type { Captured } from './capture.ts'
import { applyIn, contextKeptBy, here, keepsContexts, type OwnFrame } from './enter.ts'
import { homeOf } from './made.ts'
import { safe } from './recapture.ts'
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
  /** The first frame with it, where Node has such. */
  frame: OwnFrame | undefined
}

/** An open context. A class, so that all have one shape. */
class OpenContext implements Context {
  captured: Captured | undefined
  expiresAt = 0
  expired = false
  readonly part: Context | undefined
  frame: OwnFrame | undefined = undefined

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

/** The context of a call that is made right now: none outside of a request, and none before the line. */
export function caller(): Context | undefined {
  return calling(here())
}

/** The context of a call that is made where an AsyncResource was made. */
export function callerAt(resource: AsyncResource): Context | undefined {
  return keepsContexts ? calling(contextKeptBy(resource)) : resource.runInAsyncScope(caller)
}

function calling(context: Context | undefined): Context | undefined {
  return context === undefined || (capturedIn(context) === undefined && !context.expired) ? undefined : context
}

/**
 * The captured set of the request being handled, or undefined outside of any, and some time after the request is over
 * (the option `expiresAfter`).
 *
 * @example
 * current()?.headers // ['x-request-id', '7f6f...', 'traceparent', '00-...']
 */
export function current(): Captured | undefined {
  const context = here()
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
  if (set === undefined) return applyIn(undefined, fn, undefined, args)
  const around = here()
  if (around !== undefined && capturedIn(around) === set) return fn(...args)
  const home = homeOf(set)
  const context = openContext(set, home)
  if (home !== undefined || set.headers.length === 0) return applyIn(context, fn, undefined, args)
  return whenSettled(
    () => applyIn(context, fn, undefined, args),
    () => endContext(context),
  )
}
