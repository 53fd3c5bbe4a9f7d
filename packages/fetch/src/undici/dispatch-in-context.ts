// Decides about the calls of undici, and dispatches them.

import {
  callGuard,
  capturedIn,
  dispatcherUrl,
  enter,
  failure,
  guard,
  unasked,
  withoutHeaders,
} from '@traceferry/core/internal'
import { bindBody, isProducer } from '../shared/bind-body.ts'
import { isNode20 } from '../shared/is-node20.ts'
import { addHeaders, NONE } from './add-headers.ts'
import { bindHandler, isShared } from './bind-handler.ts'
import { callerOfHandler } from './caller-of-handler.ts'
import { DECIDED, type Decided, type DispatchOptions, isStillAllowed, MAYBE_CHANGED } from './dispatch-options.ts'
import { makeEndable, refuse } from './make-endable.ts'
import { namedOrigin, sameOrigin } from './named-origin.ts'

// Calls are decided at the outermost `dispatch`, in the context of the caller. Any later place is too late: on undici 6
// and 7, a saturated pool sends a queued call in the context of the request that freed the socket, so tracers that
// inject there send another request's ids.

export type Dispatch = (this: unknown, opts: DispatchOptions, handler: object) => boolean

const UNDECIDED = {
  ...{ origin: undefined, added: NONE, bound: false, since: 0 },
  ...{ path: undefined, query: undefined, servername: undefined, headers: undefined },
}

/**
 * Dispatches with the headers of the request that the call belongs to. The dispatch itself runs outside any request,
 * and only the handler's callbacks run in the caller's context. So no socket, queue or timer of undici keeps a context
 * that another request's call could get, and a retry, a redirect or a late body event has the right context, no matter
 * what built it. `kept`: it may have waited in another library's queue on the way here.
 */
export function dispatchInContext(
  next: Dispatch,
  dispatcher: unknown,
  opts: DispatchOptions,
  handler: object,
  ownOrigin?: string,
  kept = false,
): boolean {
  const call = prepare(ownOrigin ?? dispatcherUrl(dispatcher), opts, handler, kept)
  if (call === undefined) return next.call(dispatcher, opts, handler)
  if (call.refusal !== undefined) {
    refuse(handler, call.refusal)
    return true
  }
  return call.outside ? dispatchOutside(next, dispatcher, call) : next.call(dispatcher, call.opts, call.handler)
}

/** A function of its own: a variable that a closure reads costs each call an object, and most calls come here three times. */
function dispatchOutside(next: Dispatch, dispatcher: unknown, { opts, handler }: Prepared): boolean {
  return enter(undefined, () => next.call(dispatcher, opts, handler))
}

/**
 * Keeps the caller's context in `opts`, for interceptors that queue calls and then pass them on in another context. Where the call is
 * decided already, by an Agent whose Pool was composed, they may write into its headers, and so it is looked at again.
 */
export function pinCaller(opts: DispatchOptions, handler: object): DispatchOptions {
  if (!isCall(opts, handler)) return opts
  const decided = opts[DECIDED]
  if (decided === undefined) return { ...opts, [DECIDED]: { ...UNDECIDED, context: callerOfHandler(handler, false) } }
  return decided.bound ? { ...opts, [DECIDED]: { ...decided, headers: MAYBE_CHANGED } } : opts
}

/** Whether an earlier `dispatch` has decided about this call. */
export function isDecided(opts: DispatchOptions): boolean {
  return opts?.[DECIDED]?.bound === true
}

interface Prepared {
  readonly opts: DispatchOptions
  readonly handler: object
  readonly outside: boolean
  /** Why it must not be sent. */
  readonly refusal?: Error
}

const STALE = 10 // milliseconds

function prepare(
  ownOrigin: string | undefined,
  opts: DispatchOptions,
  handler: object,
  kept: boolean,
): Prepared | undefined {
  try {
    if (!isCall(opts, handler)) return undefined
    const traveled = opts[DECIDED]
    // Where the socket will lead: the URL of its Client or Pool, or else the origin that the call names.
    const origin = ownOrigin ?? namedOrigin(opts)
    // An Agent has decided, and passes the call on to a Pool, which passes it to a Client.
    const stands =
      traveled?.bound === true && sameOrigin(traveled.origin, origin) && isStillAllowed(traveled, origin, opts)
    if (stands && traveled?.since === 0) return undefined
    const context = traveled === undefined ? callerOfHandler(handler, kept) : traveled.context
    if (context === undefined) return unasked.tell === undefined ? undefined : told(origin, opts, handler)
    const captured = capturedIn(context)
    // A call that began without a guard, such as a tracer's export, goes on without one.
    const watching = traveled?.bound === true ? (traveled.since > 0 ? guard() : undefined) : callGuard()
    const refusal = captured && watching?.refusal(captured)
    if (refusal !== undefined) return { opts, handler, outside: false, refusal }
    const stale =
      captured !== undefined &&
      watching?.remaining(captured) !== undefined &&
      performance.now() - (traveled?.since ?? 0) > STALE
    if (stands && !stale) return undefined

    // This is another hop of a redirect: what we added for the last one comes off, and we decide again.
    const own = traveled === undefined ? opts.headers : withoutHeaders(opts.headers, traveled.added)
    const { added, headers } = addHeaders(context, origin, opts, own)
    const since = watching === undefined ? 0 : performance.now()
    const { path, query, servername } = opts
    const copy = withDecided(opts, { context, origin, added, bound: true, path, query, servername, headers, since })
    if (headers !== opts.headers) copy.headers = headers as object | null
    if (traveled?.bound === true) return { opts: copy, handler, outside: false }
    if (isProducer(opts.body)) copy.body = bindBody(opts.body, context)
    const limited = watching !== undefined && captured !== undefined && !isShared(handler)
    const ends = limited ? makeEndable(handler, watching, captured) : handler
    return { opts: copy, handler: bindHandler(ends, context), outside: true }
  } catch (error) {
    failure('dispatch', error)
    return undefined
  }
}

const TOLD: unique symbol = Symbol('told')

/**
 * For a call of no request, while lines about such calls are asked for. The mark goes on to the pool and the client that
 * the call passes on its way, as `DECIDED` does, so that there is one line.
 */
function told(
  origin: string | undefined,
  opts: DispatchOptions & { [TOLD]?: true },
  handler: object,
): Prepared | undefined {
  if (opts[TOLD]) return undefined
  unasked.tell?.(origin)
  return { opts: { ...opts, [TOLD]: true } as DispatchOptions, handler, outside: false }
}

// On Node 20, adding a property to a copy costs five times as much as the copy. On later Nodes it is the other way
// round.
const addsFirst = isNode20

function withDecided(opts: DispatchOptions, decided: Decided): DispatchOptions {
  const copy: DispatchOptions = addsFirst ? { [DECIDED]: decided, ...opts } : { ...opts }
  copy[DECIDED] = decided
  return copy
}

function isCall(opts: unknown, handler: unknown): boolean {
  return typeof opts === 'object' && opts !== null && typeof handler === 'object' && handler !== null
}
