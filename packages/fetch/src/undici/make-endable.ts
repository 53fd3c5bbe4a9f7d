import type { Captured } from '@traceferry/core'
import { eachPair, type Guard, isStream } from '@traceferry/core/internal'

// Ends an undici call early, whoever dispatched it and wherever it is: in the queue of a pool, where undici's own
// `signal` would have to wait for a connection; in the pause before a retry; with half of its body read. The handler
// gets the error at once and nothing after it, and what undici is doing for it is aborted.

type Callback = (...args: never[]) => unknown
type Handler = Record<string, Callback | undefined>

/** The same handler to undici, told by the guard when its call must end. */
export function makeEndable(handler: object, guard: Guard, captured: Captured): object {
  const target = handler as Handler
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
  // By undici's name for it, what is to be seen of a callback before the handler sees it.
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
      const value = target[key as string]
      const observe = observers[key as string]
      if (typeof value !== 'function' || key === 'constructor') return value
      return (...args: never[]) => {
        observe?.(...args)
        // Whoever was told of the end hears no more. True: undici shall not wait for us to take more.
        return observe !== undefined && reason !== undefined ? true : value.apply(handler, args)
      }
    },
    has: (_, key) => key in handler,
    set: (_, key, value) => Reflect.set(handler, key, value),
  })
}

/** Tells a handler of an error in the way of its age: undici 8 and interceptors of 7, or 6. */
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
