import type { ClientRequest } from 'node:http'
import { type Captured, failure, outgoing, withHeaders } from '@traceferry/core'

// Headers are added while Node writes a request's head, and nowhere else. Earlier, the caller may still set one with
// setHeader, and its family would be mixed. And what the caller can read, the caller carries further: superagent copies
// `getHeaders()` to the next hop of a redirect, also to one outside the mesh.

/** Whose request it is, and where it will go; known when it is made, needed when it is written. */
export interface Made {
  readonly captured: Captured
  readonly origin: string
}

/** The headers to write: those that the caller has set, in a list with ours at its end, or what was handed in. */
export function headersToWrite(request: ClientRequest, made: Made, headers: unknown): unknown {
  try {
    if (request.method === 'CONNECT') return headers
    // A list that Node will refuse, in the words in which it would without us.
    if (Array.isArray(headers) && headers.length % 2 !== 0 && !Array.isArray(headers[0])) return headers
    let own: unknown[] | undefined
    const added = outgoing(made.captured, {
      origin: throughProxy(request) ?? made.origin,
      path: request.path,
      // Only looked at where the target is one that gets something.
      get headers() {
        own ??= Array.isArray(headers) ? headers : listOf(request)
        return own
      },
    })
    return added.length === 0 ? headers : withHeaders(own, added)
  } catch (error) {
    failure('node:http', error)
    return headers
  }
}

/** The same as a list that is made when it is read: by Node, after everybody else has set theirs. */
export function late(request: ClientRequest, made: Made, headers: unknown): unknown[] {
  let list: unknown[] | undefined
  return new Proxy([], {
    get(_, key) {
      if (list === undefined) {
        const written = headersToWrite(request, made, headers)
        list = Array.isArray(written) ? written : listOf(request)
      }
      return Reflect.get(list, key)
    },
  })
}

function listOf(request: ClientRequest): unknown[] {
  const list: unknown[] = []
  for (const name of request.getRawHeaderNames()) list.push(name, request.getHeader(name))
  return list
}

/** What a request to a proxy is meant for: its path is a whole URL. */
function throughProxy({ path }: ClientRequest): string | undefined {
  return path[0] !== '/' && /^https?:\/\//i.test(path) ? new URL(path).origin : undefined
}
