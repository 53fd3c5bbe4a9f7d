// Lets the guard end an undici call early.
import type { Captured } from '@traceferry/core'
import { eachPair, type Guard, isStream } from '@traceferry/core/internal'

// This works no matter what dispatched the call and where it is: in the queue of a pool, where undici's own `signal`
// would have to wait for a connection; in the pause before a retry; with half of its body read. The handler gets the
// error at once and nothing after it, and undici's work for it is aborted.

type Callback = (...args: never[]) => unknown
type Handler = Record<string, Callback | undefined>

/** The same handler for undici. The guard tells it when its call must end. */
export function makeEndable(handler: object, guard: Guard, captured: Captured): object {
  const callbacks = handler as Handler
  let reason: Error | undefined
  let abort: ((reason: Error) => void) | undefined
  const forget = guard.watch(captured, (error) => {
    reason = error
    abort?.(error)
    refuse(handler, error)
  })
  if (forget === undefined) return handler

  const started = (how: (reason: Error) => void) => {
    abort = how
    if (reason !== undefined) how(reason)
  }
  const answered = (headers: unknown) => {
    if (!guard.streams && isStream(typeOf(headers))) forget()
  }
  // By undici's name of a callback: what to do before the handler sees it.
  const observers: Readonly<Record<string, (...args: never[]) => void>> = {
    onConnect: (how: (reason: Error) => void) => started(how),
    onRequestStart: (controller: { abort(reason: Error): void }) => started((error) => controller.abort(error)),
    onHeaders: (_status: number, headers: unknown) => answered(headers),
    onResponseStart: (_controller: unknown, _status: number, headers: unknown) => answered(headers),
    onUpgrade: forget,
    onRequestUpgrade: forget,
    onComplete: forget,
    onResponseEnd: forget,
    onError: forget,
    onResponseError: forget,
    onData: () => {},
    onResponseData: () => {},
  }
  const stand = Object.create(Object.getPrototypeOf(handler))
  return new Proxy(stand, {
    get(_, key) {
      const value = callbacks[key as string]
      const observe = observers[key as string]
      if (typeof value !== 'function' || key === 'constructor') return value
      return (...args: never[]) => {
        observe?.(...args)
        // A handler that got the end gets nothing more. True: undici must not wait for us to take more.
        return observe !== undefined && reason !== undefined ? true : value.apply(handler, args)
      }
    },
    has: (_, key) => key in handler,
    set: (_, key, value) => Reflect.set(handler, key, value),
  })
}

/** Tells a handler of an error in the way that it knows: that of undici 8 and interceptors of 7, or that of 6. */
export function refuse(handler: object, reason: Error): void {
  const { onRequestStart, onResponseError, onError } = handler as Handler
  if (onRequestStart !== undefined && onResponseError !== undefined)
    onResponseError.call(handler, null as never, reason as never)
  else onError?.call(handler, reason as never)
}

/** The content type in headers as an object, or as the flat list of bytes that undici 6 hands over. */
function typeOf(headers: unknown): string {
  if (!Array.isArray(headers)) return String((headers as Record<string, unknown> | null)?.['content-type'] ?? '')
  let type = ''
  eachPair(headers, (name, value) => {
    if (type === '' && String(name).toLowerCase() === 'content-type') type = String(value)
  })
  return type
}
