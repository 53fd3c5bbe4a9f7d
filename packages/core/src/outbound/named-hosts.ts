// Finds the hosts that the path and the headers of a call name.
import type { Call } from './call.ts'
import { originOfAuthority, unreadable } from './origin-of-host.ts'

// A call is seen by the host that its connection leads to (`origin`), by those that a client adds (`also`), and by all
// that are named on the wire, because proxies and sidecars route by those: a whole URL in the request line, Host,
// :authority. Each of them counts, for every client. Through a tunnel (CONNECT), a proxy sees bytes and not the
// request, so it does not count.

const SLASH = 47
const COLON = 58
const SCHEME = /^[a-z][a-z0-9+.-]*:/i
const ABSOLUTE = /^([a-z][a-z0-9+.-]*:)\/\/([^/?#]*)/i

/** The host that a request line names; undefined for a path, which most of them have. */
export function hostInPath(path: unknown): string | undefined {
  if (typeof path !== 'string' || path.charCodeAt(0) === SLASH || !SCHEME.test(path)) return undefined
  const [, protocol, authority] = ABSOLUTE.exec(path) ?? []
  return protocol === undefined ? unreadable(path) : originOfAuthority(protocol, authority as string)
}

/** The host that a header names, if it is not the one of the call's origin; undefined for all other headers. */
export function hostInHeader({ origin }: Call, name: string, value: unknown): string | undefined {
  if (value === undefined) return undefined
  if (name === ':path') return hostInPath(value)
  if (name !== 'host' && name !== ':authority') return undefined
  const authority = String(value)
  const at = origin.length - authority.length
  if (at > 0 && origin.charCodeAt(at - 1) === SLASH && origin.endsWith(authority)) return undefined
  return originOfAuthority(origin.slice(0, origin.indexOf(':') + 1), authority)
}

/** A first check of a header's name, as cheap as possible. */
export function mayNameHost(name: string): boolean {
  return name === 'host' || name.charCodeAt(0) === COLON
}
