import { type Captured, current, run } from '@traceferry/core'

// undici calls a handler from its sockets, which on undici 6 and 7 run in the context of whoever opened them. A retry
// that starts there, or a call in a late `data` listener, would carry that one's headers: on compose(redirect, retry)
// over one connection 398 of 400 retries did.

const HANDLER = Symbol('handler')
const CAPTURED = Symbol('captured')

interface StandIn {
  readonly [HANDLER]: Handler
  readonly [CAPTURED]: Captured
}

type Callback = (this: unknown, ...args: unknown[]) => unknown
type Handler = { [name in keyof typeof callbacks]?: Callback } & Record<PropertyKey, unknown>
type StandInClass = new (handler: Handler, captured: Captured) => StandIn

/**
 * Every callback that undici 6, 7 and 8 know, of handlers old and new. Each with its name written out, here and in
 * `presentIn`: to look one up by a name in a variable takes ten times as long, and there are twenty such looks in a call.
 */
const callbacks = {
  onConnect(this: StandIn, ...args: unknown[]): unknown {
    return inContext(this, this[HANDLER].onConnect as Callback, args)
  },
  onUpgrade(this: StandIn, ...args: unknown[]): unknown {
    return inContext(this, this[HANDLER].onUpgrade as Callback, args)
  },
  onHeaders(this: StandIn, ...args: unknown[]): unknown {
    return inContext(this, this[HANDLER].onHeaders as Callback, args)
  },
  onData(this: StandIn, ...args: unknown[]): unknown {
    return inContext(this, this[HANDLER].onData as Callback, args)
  },
  onComplete(this: StandIn, ...args: unknown[]): unknown {
    return inContext(this, this[HANDLER].onComplete as Callback, args)
  },
  onError(this: StandIn, ...args: unknown[]): unknown {
    return inContext(this, this[HANDLER].onError as Callback, args)
  },
  onBodySent(this: StandIn, ...args: unknown[]): unknown {
    return inContext(this, this[HANDLER].onBodySent as Callback, args)
  },
  onRequestSent(this: StandIn, ...args: unknown[]): unknown {
    return inContext(this, this[HANDLER].onRequestSent as Callback, args)
  },
  onResponseStarted(this: StandIn, ...args: unknown[]): unknown {
    return inContext(this, this[HANDLER].onResponseStarted as Callback, args)
  },
  onRequestStart(this: StandIn, ...args: unknown[]): unknown {
    return inContext(this, this[HANDLER].onRequestStart as Callback, args)
  },
  onRequestUpgrade(this: StandIn, ...args: unknown[]): unknown {
    return inContext(this, this[HANDLER].onRequestUpgrade as Callback, args)
  },
  onResponseStart(this: StandIn, ...args: unknown[]): unknown {
    return inContext(this, this[HANDLER].onResponseStart as Callback, args)
  },
  onResponseData(this: StandIn, ...args: unknown[]): unknown {
    return inContext(this, this[HANDLER].onResponseData as Callback, args)
  },
  onResponseEnd(this: StandIn, ...args: unknown[]): unknown {
    return inContext(this, this[HANDLER].onResponseEnd as Callback, args)
  },
  onResponseError(this: StandIn, ...args: unknown[]): unknown {
    return inContext(this, this[HANDLER].onResponseError as Callback, args)
  },
}

function inContext(standIn: StandIn, callback: Callback, args: unknown[]): unknown {
  const handler = standIn[HANDLER]
  const captured = standIn[CAPTURED]
  if (current() === captured) return callback.apply(handler, args)
  return run(captured, () => callback.apply(handler, args))
}

// Handlers that answer several calls at once: nobody's context is right for all of them.
const shared = new Set(['DeduplicationHandler'])

export function isShared(handler: object): boolean {
  return shared.has(handler.constructor?.name)
}

/**
 * The same handler to undici, with its callbacks in the context of its request: a stand-in, as a handler may be frozen.
 * undici tells old handlers from new ones by the callbacks that are there, so the stand-in has those and no other.
 */
export function bindHandler(handler: object, captured: Captured): object {
  const StandIn = classFor(handler as Handler)
  return StandIn === undefined ? handler : new StandIn(handler as Handler, captured)
}

// A class for each kind of handler, made once. A proxy for each call, as it was here first, cost 8 microseconds: undici
// asks a handler a dozen times which callbacks it has.
const classes = new WeakMap<object, Map<number, StandInClass | undefined>>()

function classFor(handler: Handler): StandInClass | undefined {
  const kind = (Object.getPrototypeOf(handler) ?? Object.prototype) as object
  const known = classes.get(kind) ?? new Map<number, StandInClass | undefined>()
  if (known.size === 0) classes.set(kind, known)
  const present = presentIn(handler)
  const found = known.get(present)
  if (found !== undefined || known.has(present)) return found
  const made = isShared(handler) ? undefined : createClass(kind, handler)
  known.set(present, made)
  return made
}

/** Which callbacks a handler has, as bits. */
function presentIn(handler: Handler): number {
  return (
    is(handler.onConnect) |
    (is(handler.onUpgrade) << 1) |
    (is(handler.onHeaders) << 2) |
    (is(handler.onData) << 3) |
    (is(handler.onComplete) << 4) |
    (is(handler.onError) << 5) |
    (is(handler.onBodySent) << 6) |
    (is(handler.onRequestSent) << 7) |
    (is(handler.onResponseStarted) << 8) |
    (is(handler.onRequestStart) << 9) |
    (is(handler.onRequestUpgrade) << 10) |
    (is(handler.onResponseStart) << 11) |
    (is(handler.onResponseData) << 12) |
    (is(handler.onResponseEnd) << 13) |
    (is(handler.onResponseError) << 14)
  )
}

function is(callback: unknown): number {
  return typeof callback === 'function' ? 1 : 0
}

function createClass(kind: object, handler: Handler): StandInClass {
  class Bound implements StandIn {
    readonly [HANDLER]: Handler
    readonly [CAPTURED]: Captured
    constructor(handler: Handler, captured: Captured) {
      this[HANDLER] = handler
      this[CAPTURED] = captured
    }
  }
  const prototype = Bound.prototype as unknown as Handler
  for (const [name, callback] of Object.entries(callbacks)) {
    prototype[name] = typeof handler[name] === 'function' ? callback : undefined
  }
  Reflect.deleteProperty(prototype, 'constructor')
  Object.setPrototypeOf(prototype, new Proxy(Object.create(kind), theRest))
  return Bound
}

/** What is no callback is read from the handler itself, and written to it. */
const theRest: ProxyHandler<object> = {
  get(_, key, standIn: StandIn) {
    const value = standIn[HANDLER]?.[key]
    if (typeof value !== 'function' || key === 'constructor') return value
    return (...args: unknown[]) => inContext(standIn, value as Callback, args)
  },
  set: (_, key, value, standIn: StandIn) => Reflect.set(standIn[HANDLER], key, value),
}
