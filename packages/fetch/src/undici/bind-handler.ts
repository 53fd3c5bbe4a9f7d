// Runs the callbacks of undici's handlers in the context of their request.
import type { Context } from '@traceferry/core/internal'
import { bindsItself } from './binds-itself.ts'
import {
  type Callback,
  CONTEXT,
  callbacks,
  HANDLER,
  type Handler,
  inContext,
  presentIn,
  type StandIn,
} from './handler-callbacks.ts'

// undici calls a handler from its sockets, which on undici 6 and 7 run in the context of the code that opened them. A
// retry that starts there, or a call in a late `data` listener, would carry that request's headers: with
// compose(redirect, retry) over one connection, 398 of 400 retries did.

type StandInClass = new (handler: Handler, context: Context) => StandIn

// Handlers that answer several calls at once: no context is right for all of them.
const shared = new Set(['DeduplicationHandler'])

export function isShared(handler: object): boolean {
  return shared.has(handler.constructor?.name)
}

/**
 * The same handler for undici, with its callbacks in the context of its request. It is a stand-in, because a handler
 * may be frozen. undici tells old handlers from new ones by the callbacks that they have, so the stand-in has the same
 * ones and no other.
 */
export function bindHandler(handler: object, context: Context): object {
  if (bindsItself(handler)) return handler
  const StandIn = classFor(handler as Handler)
  return StandIn === undefined ? handler : new StandIn(handler as Handler, context)
}

// A class for each kind of handler, made once. A proxy for each call, which we had first, cost 8 microseconds: undici
// checks a dozen times which callbacks a handler has.
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

function createClass(kind: object, handler: Handler): StandInClass {
  class Bound implements StandIn {
    readonly [HANDLER]: Handler
    readonly [CONTEXT]: Context
    constructor(handler: Handler, context: Context) {
      this[HANDLER] = handler
      this[CONTEXT] = context
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

/** Everything that is not a callback is read from the handler itself, and written to it. */
const theRest: ProxyHandler<object> = {
  get(_, key, standIn: StandIn) {
    const value = standIn[HANDLER]?.[key]
    if (typeof value !== 'function' || key === 'constructor') return value
    return (...args: unknown[]) => inContext(standIn, value as Callback, args)
  },
  set: (_, key, value, standIn: StandIn) => Reflect.set(standIn[HANDLER], key, value),
}
