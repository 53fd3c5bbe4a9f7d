import { type Captured, current, run } from '@traceferry/core'

// undici calls a handler from its sockets, which on undici 6 and 7 run in the context of whoever opened them. A retry
// that starts there, or a call in a late `data` listener, would carry that one's headers: on compose(redirect, retry)
// over one connection 398 of 400 retries did.

/** Every callback that undici 6, 7 and 8 know, of handlers old and new. */
const CALLBACKS = [
  'onConnect',
  'onUpgrade',
  'onHeaders',
  'onData',
  'onComplete',
  'onError',
  'onBodySent',
  'onRequestSent',
  'onResponseStarted',
  'onRequestStart',
  'onRequestUpgrade',
  'onResponseStart',
  'onResponseData',
  'onResponseEnd',
  'onResponseError',
] as const

const HANDLER = Symbol('handler')
const CAPTURED = Symbol('captured')

interface StandIn {
  readonly [HANDLER]: Handler
  readonly [CAPTURED]: Captured
}

type Handler = Record<PropertyKey, unknown>
type StandInClass = new (handler: Handler, captured: Captured) => StandIn

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
  if (isShared(handler)) return handler
  return new (classFor(handler as Handler))(handler as Handler, captured)
}

// A class for each kind of handler, made once. A proxy for each call, as it was here first, cost 8 microseconds: undici
// asks a handler a dozen times which callbacks it has.
const classes = new WeakMap<object, Map<number, StandInClass>>()

function classFor(handler: Handler): StandInClass {
  const kind = (Object.getPrototypeOf(handler) ?? Object.prototype) as object
  const known = classes.get(kind) ?? new Map<number, StandInClass>()
  if (known.size === 0) classes.set(kind, known)
  let present = 0
  for (let i = 0; i < CALLBACKS.length; i++) {
    if (typeof handler[CALLBACKS[i] as string] === 'function') present |= 1 << i
  }
  const found = known.get(present) ?? createClass(kind, present)
  if (!known.has(present)) known.set(present, found)
  return found
}

function createClass(kind: object, present: number): StandInClass {
  class Bound implements StandIn {
    readonly [HANDLER]: Handler
    readonly [CAPTURED]: Captured
    constructor(handler: Handler, captured: Captured) {
      this[HANDLER] = handler
      this[CAPTURED] = captured
    }
  }
  const prototype = Bound.prototype as unknown as Handler
  CALLBACKS.forEach((name, i) => {
    prototype[name] = present & (1 << i) ? inContext(name) : undefined
  })
  Reflect.deleteProperty(prototype, 'constructor')
  Object.setPrototypeOf(prototype, new Proxy(Object.create(kind), theRest))
  return Bound
}

function inContext(name: PropertyKey): (this: StandIn, ...args: unknown[]) => unknown {
  return function (...args) {
    const handler = this[HANDLER] as Record<PropertyKey, (...args: unknown[]) => unknown>
    const captured = this[CAPTURED]
    if (current() === captured) return handler[name]?.(...args)
    return run(captured, () => handler[name]?.(...args))
  }
}

/** What is no callback is read from the handler itself, and written to it. */
const theRest: ProxyHandler<object> = {
  get(_, key, standIn: StandIn) {
    const value = standIn[HANDLER]?.[key]
    return typeof value === 'function' && key !== 'constructor' ? inContext(key).bind(standIn) : value
  },
  set: (_, key, value, standIn: StandIn) => Reflect.set(standIn[HANDLER], key, value),
}
