const { isIP } = process.getBuiltinModule('node:net') // see hosts.ts

// Hosts as they are looked up or stand on the wire: in a request's options, in `Host`, in a request line. Nobody parses those as a
// URL. Whoever did would cut "orders/.evil.example" down to "orders", and decode or drop letters on the way, while DNS
// is asked for the whole text.

// What a URL parser takes as it is: ASCII names, addresses in brackets, a port.
const PLAIN = /^(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::\d{0,5})?$/i

/**
 * The origin of a host that is looked up or sent as this text. Anything that a URL parser would read in another way becomes an
 * origin that cannot be read: nothing of ours goes there.
 *
 * @example
 * originOfHost('http:', 'orders', 8080) // 'http://orders:8080'
 * originOfHost('http:', '::1') // 'http://[::1]'
 * originOfHost('http:', 'orders/.evil.example') // 'unreadable: orders/.evil.example'
 */
export function originOfHost(protocol: string, host: string, port?: string | number | null): string {
  const name = host.includes(':') && isIP(host) === 6 ? `[${host.replace(/%.*$/, '')}]` : host
  const authority = port ? `${name}:${port}` : name
  return PLAIN.test(authority) ? `${protocol}//${authority}` : unreadable(authority)
}

/** The same for a name among options, where a port is none: "orders:80" is looked up as it is, and is nobody's name. */
export function originOfName(protocol: string, name: string, port?: string | number | null): string {
  const odd = name.includes(':') && name[0] !== '[' && isIP(name) !== 6
  return odd ? unreadable(name) : originOfHost(protocol, name, port)
}

/** No URL, whatever the text: the blank keeps it from becoming a host. */
export function unreadable(text: string): string {
  return `unreadable: ${text}`
}
