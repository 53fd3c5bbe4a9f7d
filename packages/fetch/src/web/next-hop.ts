// The next hop of a redirect, by the rules of the standard: https://fetch.spec.whatwg.org/#http-redirect-fetch
import { runtime } from '@traceferry/core/internal'
import type { Replay } from './replay.ts'
import { requestOf, type WebCall } from './web-call.ts'

const REDIRECTS = new Set([301, 302, 303, 307, 308])
const ofBody = ['content-encoding', 'content-language', 'content-length', 'content-location', 'content-type']
// workerd keeps them, against the standard, and apps may rely on it.
const OF_BODY = new Set(runtime === 'workerd' ? [] : ofBody)
const OF_HOST = new Set(['authorization', 'cookie', 'host', 'proxy-authorization'])

/**
 * Where a response sends its call; undefined if it is the last one. Rejects like fetch if it cannot be followed: a location that is
 * not HTTP, or a body that was a stream.
 */
export function nextHop(hop: WebCall, response: Response, body: Replay): Promise<WebCall> | undefined {
  const location = response.headers.get('location')
  if (!REDIRECTS.has(response.status) || location === null || hop.url === undefined) return undefined
  // By the standard, a blank location is the same URL again. Bun does not follow it, and otherwise the call would be sent 126 times.
  if (location === '' && runtime === 'bun') return undefined
  return follow(hop, hop.url, response.status, location, body)
}

async function follow(hop: WebCall, from: URL, status: number, location: string, body: Replay): Promise<WebCall> {
  const url = URL.canParse(location, from.href) ? new URL(location, from) : undefined
  if (url === undefined || (url.protocol !== 'http:' && url.protocol !== 'https:'))
    throw new TypeError('fetch failed: a redirect leads to a URL that is not http or https')
  if (url.hash === '') url.hash = from.hash

  const asGet = changesToGet(status, hop.method)
  if (body.isStream && status !== 303)
    throw new TypeError('fetch failed: the body is a stream, and cannot be sent again')
  const crosses = url.origin !== from.origin
  const headers = hop.headers.filter(([name]) => !(asGet && OF_BODY.has(name)) && !(crosses && OF_HOST.has(name)))
  const { body: _, method: __, ...rest } = hop.init
  // The caller's `init` still has what must be removed, and it is sent unchanged if we add nothing.
  const method = asGet ? 'GET' : hop.method
  if (asGet) body.drop()
  const sent = asGet || method === 'HEAD' || method === 'GET' ? undefined : await body.again()
  return {
    ...hop,
    input: url.href,
    url,
    headers,
    method,
    init: {
      ...ofRequest(hop.input),
      ...rest,
      headers: headers.map(([...pair]) => pair),
      method,
      ...(sent !== undefined && { body: sent }),
    },
  }
}

/** What all hops keep from the call's Request. */
function ofRequest(input: unknown): RequestInit {
  const { signal, cf } = (requestOf(input) ?? {}) as { signal?: AbortSignal; cf?: unknown }
  return { ...(signal && { signal }), ...(cf !== undefined && { cf }) } as RequestInit
}

function changesToGet(status: number, method: string): boolean {
  if (status === 303) return method !== 'GET' && method !== 'HEAD'
  return (status === 301 || status === 302) && method === 'POST'
}
