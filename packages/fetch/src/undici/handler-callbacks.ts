// The callbacks of undici's handlers, and how each is run in the context of its request.
import { applyIn, bindEmitter, type Context, methodIn } from '@traceferry/core/internal'

const { EventEmitter: Emitter } = process.getBuiltinModule('node:events')

export const HANDLER: unique symbol = Symbol('handler')
export const CONTEXT: unique symbol = Symbol('context')

/** What undici gets instead of a handler. */
export interface StandIn {
  readonly [HANDLER]: Handler
  readonly [CONTEXT]: Context
}

export type Callback = (this: unknown, ...args: unknown[]) => unknown
export type Handler = { [name: `on${string}`]: Callback | undefined } & Record<PropertyKey, unknown>

type Bound = (this: StandIn, ...args: unknown[]) => unknown

/**
 * Every callback that undici 6, 7 and 8 know, of old and new handlers. Each name is written out, here and in
 * `presentIn`: to look one up by a name in a variable takes ten times as long, and a call does that twenty times.
 */
export const callbacks: Readonly<Record<string, Bound>> = {
  onConnect: bound((handler) => handler.onConnect),
  onUpgrade: keepingSocket(
    2,
    bound((handler) => handler.onUpgrade),
  ),
  onHeaders: bound((handler) => handler.onHeaders),
  onData: bound((handler) => handler.onData),
  onComplete: bound((handler) => handler.onComplete),
  onError: bound((handler) => handler.onError),
  onBodySent: bound((handler) => handler.onBodySent),
  onRequestSent: bound((handler) => handler.onRequestSent),
  onResponseStarted: bound((handler) => handler.onResponseStarted),
  onRequestStart: bound((handler) => handler.onRequestStart),
  onRequestUpgrade: keepingSocket(
    3,
    bound((handler) => handler.onRequestUpgrade),
  ),
  onResponseStart: bound((handler) => handler.onResponseStart),
  onResponseData: bound((handler) => handler.onResponseData),
  onResponseEnd: bound((handler) => handler.onResponseEnd),
  onResponseError: bound((handler) => handler.onResponseError),
}

function bound(find: (handler: Handler) => Callback | undefined): Bound {
  return methodIn(
    (standIn: StandIn) => find(standIn[HANDLER]) as Bound,
    (standIn) => standIn[CONTEXT],
    (standIn) => standIn[HANDLER] as never,
  )
}

/** After an upgrade, or CONNECT, the socket belongs to the caller for good. `at`: where it is among the arguments. */
function keepingSocket(at: number, callback: Bound): Bound {
  return function onUpgrade(...args) {
    const socket = args[at]
    if (socket instanceof Emitter) bindEmitter(socket, this[CONTEXT])
    return callback.apply(this, args)
  }
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
