// Keeps contexts apart where requests of node:http meet the sockets of their agent, which they share.
import type { Socket } from 'node:net'
import { applyIn, bindEmitter, bindTo, type Context, methodIn } from '@traceferry/core/internal'
import { contextOfCall, recordOf } from './call-record.ts'

type Callable = (this: unknown, ...args: unknown[]) => unknown

// Options of a new socket that belong to the request that it is made for.
const perCall = ['lookup', 'checkServerIdentity', 'pskCallback'] as const

type PerCall = { [name in (typeof perCall)[number]]?: unknown }

/**
 * A socket serves one request after the other, and an agent makes one for the next request in the context of the one
 * that closes. So sockets are made outside any request.
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

/** From here on, Node creates the parser of the response and everything else that belongs to the request. */
export function takeSocket(original: Callable): Callable {
  return methodIn(
    () => original,
    (request) => recordOf(request as object)?.context,
  )
}

/** After an upgrade, or CONNECT, the socket belongs to the caller for good. */
export function keepSocket(event: string | symbol, request: object, socket: unknown): void {
  if (event !== 'upgrade' && event !== 'connect') return
  const context = contextOfCall(request)
  if (context !== undefined) bindEmitter(socket as Socket, context)
}
