// Runs listeners and callbacks in the context of the object that they belong to.
import type { EventEmitter } from 'node:events'
import { emitOf, rawHeadersOf, requestOf } from '../engine/read-property.ts'
import { createWeakStore, type WeakStore } from '../engine/weak-store.ts'
import { slot } from '../shared/slot.ts'
import type { Context } from './context.ts'
import { applyIn, methodIn } from './enter.ts'
import { endContext } from './open-context.ts'

const { EventEmitter: Emitter } = process.getBuiltinModule('node:events')

// The law: what was made in a request calls back in the context of that request, no matter whose socket, session or
// queue runs it. By itself, a listener runs in the context of the code that emits, and a callback in the context of the
// code that calls it. So we bind an object's `emit` once, and each callback when it is passed in, to the context that
// we keep for the object.

type Emit = EventEmitter['emit']

/** Finds the context of an object of some kind. */
export type ContextOf = (owner: object) => Context | undefined

const BINDS: unique symbol = Symbol.for('traceferry.emit.v2')
const { emit: plainEmit, listenerCount } = Emitter.prototype

const contexts: WeakStore<Context> = slot(Symbol.for('traceferry.requests.v2'), () =>
  createWeakStore<Context>((request) => rawHeadersOf(request)),
)

/**
 * The context that we keep for an inbound request, a response or an HTTP/2 stream. `lines`: its raw headers, if at
 * hand.
 */
export function contextOf(owner: object, lines?: unknown): Context | undefined {
  return contexts.get(owner, lines)
}

/** Keeps the context of an inbound request, a response or an HTTP/2 stream. */
export function setContext(owner: object, context: Context, lines?: unknown): void {
  contexts.set(owner, context, lines)
}

/**
 * The context of a response. A response knows its request. If it came with a request other than its own, such as a
 * wrapper, we keep the context for the response itself.
 */
export function contextOfResponse(response: object): Context | undefined {
  const request = requestOf(response) as object | undefined
  return (request === undefined || request === null ? undefined : contexts.get(request)) ?? contexts.get(response)
}

/** Runs all listeners of a request and its response in its context, early and late ones. */
export function bindEvents(request: EventEmitter, response: EventEmitter | undefined, context: Context): void {
  if (contextOf(request) !== context) setContext(request, context)
  // An HTTP/2 stream comes with only its header lines, which have no `emit`.
  if (isBinding(request) === false) bindOwn(request, contextOf)
  if (response === undefined) return
  const binding = isBinding(response)
  // A response knows its request, so it needs no entry of its own.
  if (!binding || requestOf(response) !== request) setContext(response, context)
  if (!binding) bindOwn(response, contextOfResponse, endOnClose)
}

/** Ends the context when its response closes: it has been sent, or its connection is gone. */
export function endOnClose(event: string | symbol, response: object): void {
  const context = event === 'close' ? (contextOfResponse(response) ?? contextOfWrapped(response)) : undefined
  if (context !== undefined) endContext(context)
}

/** An app may have wrapped the request that the response knows, in a proxy or an object of its own: the lines are the same. */
function contextOfWrapped(response: object): Context | undefined {
  const request = requestOf(response) as object | null | undefined
  return request === undefined || request === null ? undefined : contexts.heldBy(rawHeadersOf(request))
}

/**
 * Makes an `emit` that runs listeners in the context of the object that it is called on. It is meant for a prototype,
 * so that an emitter that inherits it is not changed. `find` returns the `emit` behind it. `observe` sees every event
 * first.
 */
export function emitInContext(
  find: () => Emit,
  contextOf: ContextOf,
  observe?: (event: string | symbol, emitter: object, second: unknown) => void,
): Emit {
  const emitThere = methodIn<EventEmitter, Parameters<Emit>, boolean>(find, contextOf)
  function emit(this: EventEmitter, ...args: Parameters<Emit>): boolean {
    observe?.(args[0], this, args[2])
    // Most events have no listener, and then there is nothing to run.
    if (args[0] !== 'error' && listenerCount.call(this, args[0]) === 0 && find() === plainEmit) return false
    return emitThere.apply(this, args)
  }
  return Object.assign(emit, { [BINDS]: true as const })
}

/**
 * Makes a function that runs another one in a context, or outside any request, and passes on arguments, `this`, result and errors.
 */
export function bindTo<T, A extends unknown[], R>(
  context: Context | undefined,
  fn: (this: T, ...args: A) => R,
): (this: T, ...args: A) => R {
  return function bound(this: T, ...args: A): R {
    return applyIn(context, fn, this, args)
  }
}

/** Runs the listeners of one object in a context, such as those of a socket that a call keeps after an upgrade. */
export function bindEmitter(emitter: EventEmitter, context: Context): void {
  setContext(emitter, context)
  if (isBinding(emitter) === false) bindOwn(emitter, contextOf)
}

function bindOwn(emitter: EventEmitter, ...how: [ContextOf, Parameters<typeof emitInContext>[2]?]): void {
  const { emit } = emitter
  emitter.emit = emitInContext(() => emit, ...how)
}

/** Undefined if the object emits nothing. */
function isBinding(emitter: EventEmitter): boolean | undefined {
  const emit = emitOf(emitter) as (Emit & { [BINDS]?: true }) | undefined
  return emit && emit[BINDS] === true
}
