import { EventEmitter } from 'node:events'
import type { Captured } from './capture.ts'
import { current, run } from './context.ts'
import { createNotes, type Notes } from './notes.ts'
import { slot } from './slot.ts'

// Listeners of a request run in the context of whoever emits, and that is the socket: without this, `data`, `end`,
// `close` and `finish` listeners, and body parsers built on them (multer 1.4), lose the request. Measured on Node 20,
// 22, 24 and 26. The emitter is bound once, not each listener: AsyncLocalStorage.bind costs 10 microseconds on Node 20.

const requests: Notes<Captured> = slot(Symbol.for('traceferry.requests.v1'), () =>
  createNotes<Captured>((request) => (request as { rawHeaders?: unknown }).rawHeaders),
)

const BINDS: unique symbol = Symbol.for('traceferry.emit.v1')
const plainEmit = EventEmitter.prototype.emit

type Emit = EventEmitter['emit'] & { readonly [BINDS]?: true }

/** The set captured from this request already, by whichever copy or layer came first. */
export function capturedOf(request: object): Captured | undefined {
  return requests.get(request)
}

/** Lets every listener of a request and its response, early or late, run in its context. Again renews the set. */
export function bindEvents(request: EventEmitter, response: EventEmitter | undefined, captured: Captured): void {
  bind(request, captured)
  // A response knows its request, which saves an entry.
  if (response !== undefined && !(requestOf(response) === request && isBinding(response))) bind(response, captured)
}

function bind(emitter: EventEmitter, captured: Captured): void {
  requests.set(emitter, captured)
  // A stream of HTTP/2 comes with its header lines alone.
  if (emitter.emit !== undefined && !isBinding(emitter)) emitter.emit = emitInContext(emitter.emit)
}

/**
 * An `emit` that runs listeners in the context of the request that it is called on, or is the response to. For a
 * prototype: an emitter that inherits it is not changed at all. One of another class gets its own.
 */
export function emitInContext(original: EventEmitter['emit']): EventEmitter['emit'] {
  function emit(this: EventEmitter, ...args: Parameters<EventEmitter['emit']>): boolean {
    const captured = contextOf(this, original, args[0])
    return captured === undefined ? original.apply(this, args) : emitIn(captured, original, this, args)
  }
  return Object.assign(emit, { [BINDS]: true as const })
}

/** Where to emit, if not right here. */
function contextOf(emitter: EventEmitter, original: unknown, event: string | symbol): Captured | undefined {
  // Most events have no listener, and then there is nobody to run anywhere.
  if (original === plainEmit && emitter.listenerCount(event) === 0) return undefined
  const captured = requests.get(emitter) ?? requests.get(requestOf(emitter))
  return captured === undefined || current() === captured ? undefined : captured
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
  return (emitter.emit as Emit)[BINDS] === true
}

function requestOf(response: EventEmitter): object {
  return (response as { req?: object }).req ?? response
}
