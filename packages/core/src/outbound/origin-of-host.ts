// Makes the origin of a host that is looked up or sent as text.
const { isIP } = process.getBuiltinModule('node:net') // see hosts.ts

// Such a host is in a request's options, in `Host`, or in a request line, and Node does not parse it as a URL. Parsing it would cut
// "orders/.evil.example" down to "orders", and decode or drop letters, while DNS is asked for the whole text.

// What a URL parser leaves unchanged: ASCII names, addresses in brackets, a port.
const PLAIN = /^(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::\d{0,5})?$/i

/**
 * The origin of a host that is looked up or sent as this text. If a URL parser would read the text differently, the origin counts
 * as unreadable and gets no headers.
 *
 * @example
 * originOfHost('http:', 'orders', 8080) // 'http://orders:8080'
 * originOfHost('http:', '::1') // 'http://[::1]'
 * originOfHost('http:', 'orders/.evil.example') // 'unreadable: orders/.evil.example'
 */
export function originOfHost(protocol: string, host: string, port?: string | number | null): string {
  const name = host.includes(':') && host[0] !== '[' ? bracketed(host) : host
  return originOfAuthority(protocol, port ? `${name}:${port}` : name)
}

/** The same for a host that may have a port after it, as in `Host` and in a request line. */
export function originOfAuthority(protocol: string, authority: string): string {
  return PLAIN.test(authority) ? `${protocol}//${authority}` : unreadable(authority)
}

/** Never a URL, whatever the text: the blank keeps it from becoming a host. */
export function unreadable(text: string): string {
  return `unreadable: ${text}`
}

/** An IPv6 address, without its zone. No other name of a host has a colon. */
function bracketed(host: string): string {
  return isIP(host) === 6 ? `[${host.replace(/%.*$/, '')}]` : unreadable(host)
}
