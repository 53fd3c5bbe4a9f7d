import type { ClientHttp2Session } from 'node:http2'

// Where each session leads, as `connect` was told.
const origins = new WeakMap<object, string>()

interface Authority {
  protocol?: string
  hostname?: string
  host?: string
  port?: string | number
}

/** Notes where a session leads, from the arguments of `connect`. */
export function originOf(session: object, [authority, options]: readonly unknown[]): void {
  const { protocol: fallback = 'https:' } = (typeof options === 'object' ? (options ?? {}) : {}) as Authority
  const { protocol = fallback, hostname, host = 'localhost', port } = parsed(authority)
  origins.set(session, `${protocol}//${hostname || host}${port ? `:${port}` : ''}`)
}

function parsed(authority: unknown): Authority {
  return typeof authority === 'string' ? new URL(authority) : (authority as Authority)
}

/** The origin of a session; of one that was connected before us, from what Node itself keeps to write `:authority` by. */
export function originOfSession(session: ClientHttp2Session): string | undefined {
  const known = origins.get(session)
  if (known !== undefined) return known
  const kept = (name: string) => {
    const symbol = Object.getOwnPropertySymbols(session).find(({ description }) => description === name)
    return symbol === undefined ? undefined : (session as unknown as Record<symbol, unknown>)[symbol]
  }
  const [authority, protocol] = [kept('authority'), kept('protocol')]
  if (typeof authority !== 'string' || typeof protocol !== 'string') return undefined
  origins.set(session, `${protocol}//${authority}`)
  return origins.get(session)
}
