// The client interceptor, which forwards the captured headers.
import {
  type Context,
  caller,
  failure,
  forwardedIn,
  isDisabled,
  originOfAuthority,
  originOfHost,
  sizeOf,
  unasked,
} from '@traceferry/core/internal'
import { bindChannel, innermost, type Listener, startOutside, withCredentials } from './bind-channel.ts'
import { type CallOptions, endCall, limitDeadline, refusedMethods } from './call-limits.ts'
import type { ClientCall } from './client-call.ts'
import { type Metadata, toHeaders, withPairs } from './metadata.ts'
import { withMethods } from './with-methods.ts'

type NextCall = (options: CallOptions) => ClientCall

/** What grpc-js accepts as an `Interceptor`, without its types: `never` stands in for the class of calls that it expects back. */
export type Interceptor = <O extends object, C>(options: O, nextCall: (options: O) => C) => never

/** For `interceptors: [interceptor]`, without parentheses. */
export function interceptor<O extends object, C>(options: O, nextCall: (options: O) => C): never
/**
 * A client interceptor that forwards the captured headers as metadata, on unary and streaming calls. The call is
 * decided when it starts, in the context of its caller. grpc-js sends calls that waited for a connection in the context
 * of the code that connected, which is why `install` leaves gRPC's HTTP/2 alone.
 *
 * @example
 * const orders = new Orders('orders:50051', credentials, { interceptors: [interceptor()] })
 */
export function interceptor(): Interceptor
export function interceptor(options?: object, nextCall?: unknown): Interceptor | never {
  return nextCall === undefined ? traceferry : traceferry(options as object, nextCall as NextCall)
}

function traceferry(options: CallOptions, next: unknown): never {
  const nextCall = next as NextCall
  if (isDisabled()) return nextCall(options) as never
  const refusal = refusedMethods(options)
  if (refusal !== undefined)
    return withMethods(nextCall({ ...options, deadline: Number.POSITIVE_INFINITY }), refusal) as never
  const context = caller()
  if (context === undefined) {
    const call = nextCall(options)
    unasked.tell?.(originsOf(call.getPeer())[0])
    return call as never
  }
  const call = nextCall(withCredentials(limitDeadline(options), context))
  const bound = bindChannel(call, context)
  const start = (metadata: Metadata, listener?: Listener) => {
    const added = forwarded(call, metadata, context)
    const told = endCall(call, options, listener)
    if (bound) call.start(added, told)
    else startOutside(call, added, told as Listener, context)
  }
  return withMethods(call, { start }) as never
}

function forwarded(call: ClientCall, metadata: Metadata, context: Context): Metadata {
  try {
    const [origin = '', ...also] = originsOf(call.getPeer())
    const headers = { ...toHeaders(metadata), ':authority': authorityOf(call) }
    const added = forwardedIn(context, { origin, also, headers })
    return sizeOf(added) === 0 ? metadata : withPairs(metadata, added)
  } catch (error) {
    failure('a gRPC call', error)
    return metadata
  }
}

/**
 * Before a call has started, its peer is the address of the channel: `dns:orders:50051`, `dns://1.1.1.1/orders`, or a
 * list of addresses, `ipv4:10.0.0.1:80,10.0.0.2:80`, any of which may be used.
 */
function originsOf(peer: string): string[] {
  const [, scheme = '', rest = peer] = /^(dns|ipv4|ipv6|xds|unix|unix-abstract):(.*)$/.exec(peer) ?? []
  if (scheme.startsWith('unix')) return ['http://localhost']
  return rest
    .replace(/^\/\/[^/]*\//, '')
    .split(',')
    .map((host) => (/^[^[]*:.*:/.test(host) ? originOfHost('http:', host) : originOfAuthority('http:', host)))
}

/** The authority that the call is for. A proxy on the way does not change it, but becomes the peer. */
function authorityOf(call: ClientCall): string | undefined {
  const host = innermost(call, 'host')?.host
  return typeof host === 'string' ? host : undefined
}
