import { type Captured, current, run } from '@traceferry/core'

// undici calls a handler from its sockets, which on undici 6 and 7 run in the context of whoever opened them. A retry
// that starts there, or a call in a late `data` listener, would carry that one's headers: on compose(redirect, retry)
// over one connection 398 of 400 retries did.

// Handlers that answer several calls at once: nobody's context is right for all of them.
const shared = new Set(['DeduplicationHandler'])

export function isShared(handler: object): boolean {
  return shared.has(handler.constructor?.name)
}

/**
 * The same handler to undici, with its callbacks in the context of its request. A proxy, because undici looks at which
 * callbacks are there to tell old handlers from new ones; over a stand-in, so that a frozen handler can be bound, too.
 */
export function bindHandler(handler: object, captured: Captured): object {
  if (isShared(handler)) return handler
  return new Proxy(Object.create(Object.getPrototypeOf(handler)), {
    get(_, key) {
      const value = (handler as Record<PropertyKey, unknown>)[key]
      if (typeof value !== 'function' || key === 'constructor') return value
      return (...args: unknown[]) => {
        if (current() === captured) return value.apply(handler, args)
        return run(captured, () => value.apply(handler, args))
      }
    },
    has: (_, key) => key in handler,
    set: (_, key, value) => Reflect.set(handler, key, value),
  })
}
