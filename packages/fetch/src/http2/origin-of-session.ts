// Finds where an HTTP/2 session leads.
import type { ClientHttp2Session } from 'node:http2'
import { originOfHost } from '@traceferry/core/internal'

/** Where a session leads, as `connect` was told. */
export interface SessionOrigin {
  readonly origin: string
  /** Other hosts that see it: options may open the connection to another host, and make TLS ask for another name. */
  readonly also: readonly string[] | undefined
}

const known = new WeakMap<object, SessionOrigin>()

interface Authority {
  protocol?: string
  hostname?: string
  host?: string
  port?: string | number
}

interface Options extends Authority {
  servername?: string
}

/** Keeps where a session leads, from the arguments of `connect`. */
export function recordOrigin(session: object, [authority, given]: readonly unknown[]): void {
  const options = (typeof given === 'object' ? (given ?? {}) : {}) as Options
  const { protocol = options.protocol ?? 'https:', hostname, host = 'localhost', port } = parsed(authority)
  const also: string[] = []
  // These go to net.connect and tls.connect as they are, and win there.
  if (options.host) also.push(originOfHost(protocol, options.host, options.port))
  // Node also writes `:authority` from it.
  if (options.servername) also.push(originOfHost(protocol, options.servername))
  const origin = originOfHost(protocol, hostname || host, port)
  known.set(session, { origin, also: also.length === 0 ? undefined : also })
}

function parsed(authority: unknown): Authority {
  return typeof authority === 'string' ? new URL(authority) : (authority as Authority)
}

/**
 * Where a session leads. For a session that was connected before us, this is read from what Node keeps to write
 * `:authority`, and from the host that its socket has looked up.
 */
export function originOfSession(session: ClientHttp2Session): SessionOrigin | undefined {
  const recorded = known.get(session)
  if (recorded !== undefined) return recorded
  const kept = (name: string) => {
    const symbol = Object.getOwnPropertySymbols(session).find(({ description }) => description === name)
    return symbol === undefined ? undefined : (session as unknown as Record<symbol, unknown>)[symbol]
  }
  const [authority, protocol, socket] = [kept('authority'), kept('protocol'), kept('socket')]
  if (typeof authority !== 'string' || typeof protocol !== 'string') return undefined
  const at = authority.lastIndexOf(':')
  const { _host: host } = (socket ?? {}) as { _host?: unknown }
  const found: SessionOrigin = {
    origin: originOfHost(protocol, authority.slice(0, at), authority.slice(at + 1)),
    also: typeof host === 'string' ? [originOfHost(protocol, host)] : undefined,
  }
  known.set(session, found)
  return found
}
