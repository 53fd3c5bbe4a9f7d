import { AsyncLocalStorage } from 'node:async_hooks'
import type { EventEmitter } from 'node:events'

// A record of our own of what happens while a request is handled. It is there from the first listener of the server on,
// before any line of traceferry's, so that a call which was made too early can be told from one that lost its context.

const working = new AsyncLocalStorage<boolean>()

export function inRequest(): boolean {
  return working.getStore() === true
}

/** Follows the requests of a server, or of a prototype that servers share. Returns what undoes it. */
export function follow(owner: Pick<EventEmitter, 'emit'>): () => void {
  const before = Object.getOwnPropertyDescriptor(owner, 'emit')
  const original = owner.emit
  function emit(this: EventEmitter, event: string | symbol, ...args: unknown[]): boolean {
    if (event !== 'request') return original.call(this, event, ...args)
    for (const emitter of args) bind(emitter as EventEmitter)
    return working.run(true, () => original.call(this, event, ...args))
  }
  Object.defineProperty(owner, 'emit', { value: emit, configurable: true, writable: true })
  return () => {
    if (owner.emit !== emit) return
    if (before === undefined) Reflect.deleteProperty(owner, 'emit')
    else Object.defineProperty(owner, 'emit', before)
  }
}

/** The events of a request and its response come from their socket, which knows of no request. */
function bind(emitter: EventEmitter): void {
  const { emit } = emitter
  emitter.emit = (...args) => working.run(true, () => emit.apply(emitter, args))
}
