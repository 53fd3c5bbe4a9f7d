import { urlToHttpOptions } from 'node:url'
import { type Captured, forward, type HeadersShape, withHeaders } from '@traceferry/core'

interface RequestOptions {
  protocol?: string | null
  hostname?: string | null
  host?: string | null
  port?: number | string | null
  defaultPort?: number | string
  path?: string | null
  method?: string
  headers?: HeadersShape
  agent?: { protocol?: string; defaultPort?: number } | false | null
}

/**
 * The arguments of `http.request` in any of its forms - (url, options, callback), (url, callback), (options, callback)
 * - with the forwarded headers in a copy of the options. Where nothing is to be added, the same list.
 */
export function withForwarded(captured: Captured, args: unknown[], protocol: string): unknown[] {
  const [first] = args
  const url = typeof first === 'string' ? new URL(first) : first instanceof URL ? first : undefined
  const at = url === undefined ? 0 : 1
  const given = typeof args[at] === 'object' && args[at] !== null ? (args[at] as RequestOptions) : undefined
  if (url === undefined && given === undefined) return args

  const options: RequestOptions = url === undefined ? (given as RequestOptions) : { ...(urlToHttpOptions(url) as RequestOptions), ...given }
  if (options.method?.toUpperCase() === 'CONNECT') return args
  const added = forward(captured, { origin: originOf(options, protocol), path: options.path ?? undefined, headers: options.headers })
  if (added.length === 0) return args

  const copy: RequestOptions = { ...given, headers: withHeaders(options.headers, added) }
  const rest = given === undefined && typeof args[at] === 'function' ? args.slice(at) : args.slice(at + 1)
  return [...args.slice(0, at), copy, ...rest]
}

/** Scheme, host and port that the request is meant for: of a proxied one, what its absolute path names. */
function originOf(options: RequestOptions, fallback: string): string {
  const { path } = options
  if (typeof path === 'string' && /^https?:\/\//i.test(path)) return new URL(path).origin
  const protocol = options.protocol ?? fallback
  const host = options.hostname || options.host || 'localhost'
  const port = options.port || options.defaultPort || (options.agent || undefined)?.defaultPort
  const bare = host.replace(/^\[|\]$/g, '').replace(/%.*$/, '')
  return `${protocol}//${bare.includes(':') ? `[${bare}]` : bare}${port === undefined ? '' : `:${port}`}`
}
