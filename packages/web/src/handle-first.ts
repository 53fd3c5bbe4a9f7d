// Wraps a handler whose first argument is the request.
import type { EventEmitter } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { handle, type Policy } from '@traceferry/core'
import { handleWeb, runtime, warnOnce } from '@traceferry/core/internal'

type Handler = (...args: never[]) => unknown

/** The same handler, in the context of its request. It keeps its name, its number of arguments and its properties. */
export function handleFirst<F extends Handler>(handler: F, policy: Policy): F {
  const wrapped = {
    handler(this: unknown, ...args: unknown[]): unknown {
      return handleRequest(args[0], args[1], policy, () => Reflect.apply(handler, this, args))
    },
  }.handler
  const { prototype: _, ...properties } = Object.getOwnPropertyDescriptors(handler) as PropertyDescriptorMap
  Object.defineProperties(wrapped, properties)
  // Deno passes no Request to a handler without parameters, but the line needs one.
  if (runtime === 'deno' && wrapped.length === 0) Object.defineProperty(wrapped, 'length', { value: 1 })
  return wrapped as unknown as F
}

/** Runs what handles a request in its context. `second` is the response with node:http. */
export function handleRequest<R>(request: unknown, second: unknown, policy: Policy, next: () => R): R {
  if (typeof request !== 'object' || request === null || !('headers' in request)) {
    warnOnce(
      'TF013',
      'traceferry of @traceferry/web got a call whose first argument is not a request, and captured nothing',
    )
    return next()
  }
  const { headers, rawHeaders } = request as { headers: unknown; rawHeaders?: unknown }
  if (!Array.isArray(rawHeaders)) return handleWeb(request, headers, policy, next)
  const emits = typeof (second as Partial<EventEmitter> | undefined)?.on === 'function'
  return handle(request as IncomingMessage, emits ? (second as EventEmitter) : undefined, policy, next)
}
