import type { EventEmitter } from 'node:events'
import { readProperty } from '../engine/read-property.ts'
import { createWeakStore, type WeakStore } from '../engine/weak-store.ts'
import { slot } from '../shared/slot.ts'
import type { Context } from './context.ts'
import { applyIn, methodIn } from './enter.ts'
import { endContext } from './open-context.ts'

const { EventEmitter: Emitter } = process.getBuiltinModule('node:events')

// The law: what was made in a request calls back in the context of that request, whoever's socket, session or queue runs it.
// Listeners run in the context of whoever emits, and callbacks in that of whoever calls them. So an object's `emit` is
// bound once, and each callback as it is handed over; by what is noted of the object.

type Emit = EventEmitter['emit']

/** How the context of an object of some kind is found. */
export type ContextOf = (owner: object) => Context | undefined

const BINDS: unique symbol = Symbol.for('traceferry.emit.v2')
const { emit: plainEmit, listenerCount } = Emitter.prototype

const contexts: WeakStore<Context> = slot(Symbol.for('traceferry.requests.v2'), () =>
  createWeakStore<Context>((request) => readProperty(request, 'rawHeaders')),
)

/** The context that an inbound request, a response or a stream of HTTP/2 was noted with. `lines`: its raw headers, if at hand. */
export function contextOf(owner: object, lines?: unknown): Context | undefined {
  return contexts.get(owner, lines)
}

/** Notes the context of an inbound request, a response or a stream of HTTP/2. */
export function setContext(owner: object, context: Context, lines?: unknown): void {
  contexts.set(owner, context, lines)
}

/** A response knows its request; one that came with another than its own, such as in a wrapper, has a note itself. */
export function contextOfResponse(response: object): Context | undefined {
  const request = readProperty(response, 'req') as object | undefined
  return (request === undefined || request === null ? undefined : contexts.get(request)) ?? contexts.get(response)
}

/** Lets every listener of a request and its response, early or late, run in its context. */
export function bindEvents(request: EventEmitter, response: EventEmitter | undefined, context: Context): void {
  if (contextOf(request) !== context) setContext(request, context)
  // A stream of HTTP/2 comes with its header lines alone, which have no `emit`.
  if (isBinding(request) === false) bindOwn(request, contextOf)
  if (response === undefined) return
  const binding = isBinding(response)
  // A response knows its request, which saves an entry.
  if (!binding || readProperty(response, 'req') !== request) setContext(response, context)
  if (!binding) bindOwn(response, contextOfResponse, endOnClose)
}

/** What a response tells of the end of its request: it is closed when it has been sent, or when its connection is gone. */
export function endOnClose(event: string | symbol, response: object): void {
  const context = event === 'close' ? contextOfResponse(response) : undefined
  if (context !== undefined) endContext(context)
}

/**
 * An `emit` that runs listeners in the context of the object that it is called on. For a prototype: an emitter that
 * inherits it is not changed at all. `find` gives the `emit` behind it; `look` sees every event before anybody else.
 */
export function emitInContext(
  find: () => Emit,
  contextOf: ContextOf,
  observe?: (event: string | symbol, emitter: object, second: unknown) => void,
): Emit {
  const emitThere = methodIn<EventEmitter, Parameters<Emit>, boolean>(find, contextOf)
  function emit(this: EventEmitter, ...args: Parameters<Emit>): boolean {
    observe?.(args[0], this, args[2])
    // Most events have no listener, and then there is nobody to run anywhere.
    if (args[0] !== 'error' && listenerCount.call(this, args[0]) === 0 && find() === plainEmit) return false
    return emitThere.apply(this, args)
  }
  return Object.assign(emit, { [BINDS]: true as const })
}

/** A function that runs another in a context, or outside of any, and passes on arguments, `this`, result and errors. */
export function bindTo<T, A extends unknown[], R>(
  context: Context | undefined,
  fn: (this: T, ...args: A) => R,
): (this: T, ...args: A) => R {
  return function bound(this: T, ...args: A): R {
    return applyIn(context, fn, this, args)
  }
}

/** Lets the listeners of one object run in a context: of a socket that a call was handed for good, after an upgrade. */
export function bindEmitter(emitter: EventEmitter, context: Context): void {
  setContext(emitter, context)
  if (isBinding(emitter) === false) bindOwn(emitter, contextOf)
}

function bindOwn(emitter: EventEmitter, ...how: [ContextOf, Parameters<typeof emitInContext>[2]?]): void {
  const { emit } = emitter
  emitter.emit = emitInContext(() => emit, ...how)
}

/** Undefined for what emits nothing. */
function isBinding(emitter: EventEmitter): boolean | undefined {
  const emit = readProperty(emitter, 'emit') as (Emit & { [BINDS]?: true }) | undefined
  return emit && emit[BINDS] === true
}
