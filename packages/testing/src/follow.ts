// Records whether code runs while a request is handled.
import { AsyncLocalStorage } from 'node:async_hooks'
import type { EventEmitter } from 'node:events'

// This record does not depend on traceferry. It starts with the first listener of the server, before traceferry's line, so it
// can tell a call that was made too early from a call that lost its context.

const working = new AsyncLocalStorage<boolean>()

export function inRequest(): boolean {
  return working.getStore() === true
}

/** Follows the requests of a server, or of a prototype that servers share. Returns a function that undoes it. */
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

/** Binds a request or response, because their events come from their socket, which does not belong to a request. */
function bind(emitter: EventEmitter): void {
  const { emit } = emitter
  emitter.emit = (...args) => working.run(true, () => emit.apply(emitter, args))
}
