// The callbacks of undici's handlers, and how each is run in the context of its request.
import { applyIn, bindEmitter, type Context } from '@traceferry/core/internal'

const { EventEmitter: Emitter } = process.getBuiltinModule('node:events')

export const HANDLER: unique symbol = Symbol('handler')
export const CONTEXT: unique symbol = Symbol('context')

/** What undici gets instead of a handler. */
export interface StandIn {
  readonly [HANDLER]: Handler
  readonly [CONTEXT]: Context
}

export type Callback = (this: unknown, ...args: unknown[]) => unknown
export type Handler = { [name in keyof typeof callbacks]?: Callback } & Record<PropertyKey, unknown>

/**
 * Every callback that undici 6, 7 and 8 know, of old and new handlers. Each name is written out, here and in
 * `presentIn`: to look one up by a name in a variable takes ten times as long, and a call does that twenty times.
 */
export const callbacks = {
  onConnect(this: StandIn, ...args: unknown[]): unknown {
    return inContext(this, this[HANDLER].onConnect as Callback, args)
  },
  onUpgrade(this: StandIn, ...args: unknown[]): unknown {
    keepSocket(this, args[2])
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
    keepSocket(this, args[3])
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

/** After an upgrade, or CONNECT, the socket belongs to the caller for good. */
function keepSocket(standIn: StandIn, socket: unknown): void {
  if (socket instanceof Emitter) bindEmitter(socket, standIn[CONTEXT])
}

/** Runs a callback of the handler in the context of its request. */
export function inContext(standIn: StandIn, callback: Callback, args: unknown[]): unknown {
  return applyIn(standIn[CONTEXT], callback, standIn[HANDLER], args)
}

/** Which callbacks a handler has, as bits. */
export function presentIn(handler: Handler): number {
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
