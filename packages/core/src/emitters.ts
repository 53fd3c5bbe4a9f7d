import { EventEmitter } from 'node:events'
import type { Captured } from './capture.ts'
import { current, run } from './context.ts'
import { createNotes, type Notes } from './notes.ts'
import { see } from './see.ts'
import { slot } from './slot.ts'

// Listeners of a request run in the context of whoever emits, and that is the socket: without this, `data`, `end`,
// `close` and `finish` listeners, and body parsers built on them (multer 1.4), lose the request. Measured on Node 20,
// 22, 24 and 26. The emitter is bound once, not each listener: AsyncLocalStorage.bind costs 10 microseconds on Node 20.

const requests: Notes<Captured> = slot(Symbol.for('traceferry.requests.v1'), () =>
  createNotes<Captured>((request) => see(request, 'rawHeaders')),
)

const BINDS: unique symbol = Symbol.for('traceferry.emit.v1')
const { emit: plainEmit, listenerCount } = EventEmitter.prototype

type Emit = EventEmitter['emit'] & { readonly [BINDS]?: true }

/** The set captured from this request already, by whichever copy or layer came first. */
export function capturedOf(request: object): Captured | undefined {
  return requests.get(request)
}

/** Lets every listener of a request and its response, early or late, run in its context. Again renews the set. */
export function bindEvents(request: EventEmitter, response: EventEmitter | undefined, captured: Captured): void {
  requests.set(request, captured)
  // A stream of HTTP/2 comes with its header lines alone.
  if (see(request, 'emit') !== undefined && !isBinding(request)) request.emit = emitInContext(request.emit)
  // A response knows its request, which saves an entry.
  if (response === undefined || (see(response, 'req') === request && isBinding(response))) return
  requests.set(response, captured)
  if (!isBinding(response)) response.emit = emitInContext(response.emit)
}

/**
 * An `emit` that runs listeners in the context of the request that it is called on, or of the one that `link` names a
 * property for: `req` of a response. For a prototype: an emitter that inherits it is not changed at all. One of another class
 * gets its own.
 */
export function emitInContext(original: EventEmitter['emit'], link?: string): EventEmitter['emit'] {
  function emit(this: EventEmitter, ...args: Parameters<EventEmitter['emit']>): boolean {
    // Most events have no listener, and then there is nobody to run anywhere.
    if (original === plainEmit && listenerCount.call(this, args[0]) === 0) return original.apply(this, args)
    const captured = contextOf(this, link)
    if (captured === undefined || current() === captured) return original.apply(this, args)
    return emitIn(captured, original, this, args)
  }
  return Object.assign(emit, { [BINDS]: true as const })
}

function contextOf(emitter: object, link: string | undefined): Captured | undefined {
  const request = link === undefined ? undefined : (see(emitter, link) as object | undefined)
  // A response that came with another request than its own, such as one in a wrapper, has a note itself.
  return (request === undefined ? undefined : requests.get(request)) ?? requests.get(emitter)
}

/** By itself, so that the arguments of an event which needs no context never become a list. */
function emitIn(
  captured: Captured,
  original: EventEmitter['emit'],
  emitter: EventEmitter,
  args: Parameters<EventEmitter['emit']>,
): boolean {
  return run(captured, () => original.apply(emitter, args))
}

function isBinding(emitter: EventEmitter): boolean {
  return (see(emitter, 'emit') as Emit | undefined)?.[BINDS] === true
}
