import type { ClientHttp2Session } from 'node:http2'
import { originOfHost } from '@traceferry/core/internal'

/** Where a session leads, as `connect` was told. */
export interface SessionOrigin {
  readonly origin: string
  /** Whom else it meets: options may open the connection to another host, and have TLS ask for another name. */
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

/** Notes where a session leads, from the arguments of `connect`. */
export function recordOrigin(session: object, [authority, given]: readonly unknown[]): void {
  const options = (typeof given === 'object' ? (given ?? {}) : {}) as Options
  const { protocol = options.protocol ?? 'https:', hostname, host = 'localhost', port } = parsed(authority)
  const also: string[] = []
  // They go to net.connect and tls.connect as they are, where they win.
  if (options.host) also.push(originOfHost(protocol, options.host, options.port))
  // By it Node also writes `:authority`.
  if (options.servername) also.push(originOfHost(protocol, options.servername))
  const origin = originOfHost(protocol, hostname || host, port)
  known.set(session, { origin, also: also.length === 0 ? undefined : also })
}

function parsed(authority: unknown): Authority {
  return typeof authority === 'string' ? new URL(authority) : (authority as Authority)
}

/**
 * Where a session leads. Of one that was connected before us: what Node itself keeps to write `:authority` by, and whom its socket
 * has looked up.
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
