import { bindTo, type Context, caller, enter, failure, forwardedIn } from '@traceferry/core'
import { endCall, type Limited, limited, refused } from './limited.ts'
import { type Metadata, toHeaders, withPairs } from './metadata.ts'
import { withMethods } from './with-methods.ts'

/** What grpc-js hands from interceptor to interceptor, as much of it as matters here. */
export interface ClientCall {
  start(metadata: Metadata, listener?: unknown): void
  getPeer(): string
  sendMessageWithContext?(message: object, ...rest: unknown[]): void
  cancelWithStatus(code: number, details: string): void
}

type Callback = (...args: unknown[]) => unknown

/** What grpc-js tells of a call: an instance of a class of its own, or an object of an interceptor's. */
interface Listener {
  onReceiveMetadata?: Callback
  onReceiveMessage?: Callback
  onReceiveStatus?: Callback
}

type NextCall = (options: Limited) => ClientCall

/**
 * A client interceptor that forwards the captured headers as metadata, on unary and streaming calls. The call is
 * decided when it starts, in the context of its caller: grpc-js sends calls that waited for a connection in the
 * context of whoever connected, which is why `install` leaves gRPC's HTTP/2 alone.
 *
 * @example
 * const orders = new Orders('orders:50051', credentials, { interceptors: [interceptor()] })
 */
export function interceptor(): (options: never, nextCall: NextCall) => never {
  return function traceferry(options, nextCall) {
    const never = refused(options)
    if (never !== undefined)
      return withMethods(nextCall({ ...(options as Limited), deadline: Number.POSITIVE_INFINITY }), never) as never
    const call = nextCall(limited(options))
    const context = caller()
    if (context === undefined) return call as never
    const start = (metadata: Metadata, listener?: Listener) => {
      const own = forwarded(call, metadata, context)
      const told = endCall(call, options, listener && boundListener(context, listener))
      // Channels, their look-ups, timers and sessions are shared with others: outside of any request they have no context to lend.
      enter(undefined, () => call.start(own, told))
    }
    const sendMessageWithContext = (message: { callback?: Callback }, ...rest: unknown[]) =>
      call.sendMessageWithContext?.(
        { ...message, callback: message.callback && bindTo(context, message.callback) },
        ...rest,
      )
    return withMethods(call, { start, sendMessageWithContext }) as never
  }
}

/**
 * What the call is told runs in the context in which it was made, and so its callback and all of its events. grpc-js tells
 * two kinds of listeners apart by how many arguments they take.
 */
function boundListener(context: Context, listener: Listener): Listener {
  const bound: Listener = {}
  for (const name of ['onReceiveMetadata', 'onReceiveMessage', 'onReceiveStatus'] as const) {
    const told = listener[name]
    if (told === undefined) continue
    const { length } = told
    bound[name] = Object.defineProperty(bindTo(context, told.bind(listener)), 'length', { value: length })
  }
  return bound
}

function forwarded(call: ClientCall, metadata: Metadata, context: Context): Metadata {
  try {
    const headers = { ...toHeaders(metadata), host: authorityOf(call) }
    const added = forwardedIn(context, { origin: originOf(call.getPeer()), headers })
    return added.length === 0 ? metadata : withPairs(metadata, added)
  } catch (error) {
    failure('a gRPC call', error)
    return metadata
  }
}

/** Before a call has started its peer is the channel's target: `dns:orders:50051`, `dns://1.1.1.1/orders`, `ipv4:10.0.0.1:80`. */
function originOf(target: string): string {
  const [, scheme = '', rest = target] = /^(dns|ipv4|ipv6|xds|unix|unix-abstract):(.*)$/.exec(target) ?? []
  if (scheme.startsWith('unix')) return 'http://localhost'
  const [first = ''] = rest.replace(/^\/\/[^/]*\//, '').split(',')
  return `http://${first}`
}

/**
 * The authority that the call is meant for, which a proxy on the way does not change: the peer is the proxy then. It
 * stands in the innermost call, inside of those that interceptors have wrapped around it.
 */
function authorityOf(call: ClientCall): string | undefined {
  let inner: { host?: unknown; nextCall?: object; call?: object } | undefined = call as object
  for (let depth = 0; inner !== undefined && depth < 32; depth++) {
    if (typeof inner.host === 'string') return inner.host
    inner = inner.nextCall ?? inner.call
  }
  return undefined
}
