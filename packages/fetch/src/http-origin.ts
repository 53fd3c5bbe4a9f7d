import { urlToHttpOptions } from 'node:url'

/** What of a request's options tells where it goes. */
export interface Destination {
  protocol?: string | null | undefined
  hostname?: string | null | undefined
  host?: string | null | undefined
  port?: number | string | null | undefined
  defaultPort?: number | string | undefined
  agent?: object | false | null | undefined
}

/**
 * The origin in the arguments of `http.request`, in any of its forms: (url, options, callback), (url, callback),
 * (options, callback). Undefined for arguments that Node will refuse.
 */
export function originOfArguments(args: readonly unknown[], fallback: string): string | undefined {
  const [first, second] = args
  const url = urlOf(first)
  if (typeof first === 'string' && url === undefined) return undefined
  const options = (url === undefined ? first : typeof second === 'function' ? undefined : second) as Destination
  return originOf(url === undefined ? options : { ...(urlToHttpOptions(url) as Destination), ...options }, fallback)
}

export function originOf(options: Destination | null | undefined, fallback: string): string {
  const { protocol, hostname, host, port, defaultPort, agent } = options ?? {}
  const name = hostname || host || 'localhost'
  const number = port || defaultPort || ((agent || undefined) as Destination)?.defaultPort
  const bare = name.replace(/^\[|\]$/g, '').replace(/%.*$/, '')
  return `${protocol ?? fallback}//${bare.includes(':') ? `[${bare}]` : bare}${number ? `:${number}` : ''}`
}

/** What Node takes for a URL: a string, or an object that looks like one, as those of another realm do (jest, vm). */
function urlOf(first: unknown): URL | undefined {
  if (typeof first === 'string') return URL.canParse(first) ? new URL(first) : undefined
  const { href, protocol, auth, path } = (first ?? {}) as Record<string, unknown>
  return href && protocol && auth === undefined && path === undefined ? (first as URL) : undefined
}
