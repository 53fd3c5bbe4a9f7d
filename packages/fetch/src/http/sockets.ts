import type { Socket } from 'node:net'
import { applyIn, bindEmitter, bindTo, type Context, methodIn } from '@traceferry/core/internal'
import { contextOfCall, recordOf } from './call-record.ts'

// Where a request of node:http meets the sockets of its agent, which it shares with others.

type Callable = (this: unknown, ...args: unknown[]) => unknown

// What a request asks of the socket that is made for it, and not of a socket in general.
const perCall = ['lookup', 'checkServerIdentity', 'pskCallback'] as const

type PerCall = { [name in (typeof perCall)[number]]?: unknown }

/**
 * A socket serves one request after the other, and an agent makes one for the next in the context of the one that closes: so it
 * is made outside of any.
 */
export function createOutside(original: Callable): Callable {
  return function createSocket(this: unknown, ...args: unknown[]) {
    const [request, options, ...rest] = args as [object, PerCall | undefined, ...unknown[]]
    const context = recordOf(request)?.context
    const bound = context === undefined || options === undefined ? options : withBoundOptions(options, context)
    return applyIn(undefined, original, this, [request, bound, ...rest])
  }
}

function withBoundOptions(options: PerCall, context: Context): PerCall {
  if (!perCall.some((name) => typeof options[name] === 'function')) return options
  const bound = { ...options }
  for (const name of perCall)
    if (typeof bound[name] === 'function') bound[name] = bindTo(context, bound[name] as Callable)
  return bound
}

/** From here on Node makes the parser of the answer, and all that is the request's. */
export function takeSocket(original: Callable): Callable {
  return methodIn(
    () => original,
    (request) => recordOf(request as object)?.context,
  )
}

/** After an upgrade, or CONNECT, the socket is the caller's for good. */
export function keepSocket(event: string | symbol, request: object, socket: unknown): void {
  if (event !== 'upgrade' && event !== 'connect') return
  const context = contextOfCall(request)
  if (context !== undefined) bindEmitter(socket as Socket, context)
}
