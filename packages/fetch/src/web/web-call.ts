// A call of fetch, read once, in the form in which it can be sent again to the next hop of a redirect.
import { type Context, type Lines, linesToAdd, pairsOf } from '@traceferry/core/internal'
import { proxyOrigin } from './proxy-origin.ts'

/** The options of a fetch call: the standard's fields, and the runtime's own, which stay. */
export type Init = RequestInit & { readonly proxy?: unknown; readonly unix?: unknown; readonly client?: unknown }

type Pair = readonly [name: string, value: string]

/** One hop of a call. */
export interface WebCall {
  readonly input: unknown
  readonly init: Init
  /** Where it goes; undefined if its URL does not say, and then it is left to fetch. */
  readonly url: URL | undefined
  readonly method: string
  readonly redirect: string
  /** The caller's own headers. */
  readonly headers: readonly Pair[]
}

/** Reads a call of fetch. Throws what the caller's getters and iterators throw, and what fetch would reject. */
export function readWebCall(first: unknown, second: unknown): WebCall {
  const plain = second === undefined || second === null || isPlain(second)
  // For example `fetch(url, request)`: a copy of its fields would be empty, because they are getters.
  const input = plain ? first : new Request(first as string, second as RequestInit)
  const init: Init = plain ? { ...(second as Init) } : {}
  const request = requestOf(input)
  const url = urlOf(request?.url ?? input)
  // The runtime's own sockets and clients lead somewhere else. And a digest belongs to the last hop.
  const known = url !== undefined && !init.unix && !init.client && !(init.integrity ?? request?.integrity)
  return {
    input: input instanceof URL ? input.href : input,
    init,
    url: known ? url : undefined,
    method: methodOf(init.method ?? request?.method ?? 'GET'),
    redirect: init.redirect ?? request?.redirect ?? 'follow',
    headers: known ? [...new Headers(init.headers ?? request?.headers)] : [],
  }
}

/** The Request that a call was given, if any. */
export function requestOf(input: unknown): Request | undefined {
  return input instanceof Request ? input : undefined
}

/** Our headers for a hop. */
export function addedTo({ url, init, headers }: WebCall, context: Context): Lines {
  if (url === undefined) return []
  const proxy = proxyOrigin(url, init.proxy)
  const also = proxy === undefined ? undefined : [proxy]
  return linesToAdd(context, { origin: url.origin, path: url.pathname + url.search, headers: headers.flat(), also })
}

/** Sends one hop, with our headers in addition to the caller's. */
export function send(
  fetch: typeof globalThis.fetch,
  { input, init, url, headers }: WebCall,
  added: Lines,
): Promise<Response> {
  const pairs = [...headers, ...pairsOf(added)] as [string, string][]
  const replaced = url !== undefined && pairs.length > 0 ? { headers: new Headers(pairs) } : {}
  return fetch(input as string, { ...init, ...replaced })
}

function urlOf(input: unknown): URL | undefined {
  const href = typeof input === 'string' ? input : input instanceof URL ? input.href : ''
  const url = URL.canParse(href) ? new URL(href) : undefined
  return url?.protocol === 'http:' || url?.protocol === 'https:' ? url : undefined
}

function isPlain(value: unknown): boolean {
  const kind = typeof value === 'object' && value !== null ? Object.getPrototypeOf(value) : undefined
  return kind === null || kind === Object.prototype
}

const standard = new Set(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'POST', 'PUT'])

function methodOf(method: string): string {
  const upper = String(method).toUpperCase()
  return standard.has(upper) ? upper : method
}
