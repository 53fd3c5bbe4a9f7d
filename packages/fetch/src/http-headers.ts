import type { ClientRequest } from 'node:http'
import { type Captured, failure, outgoing, withHeaders } from '@traceferry/core'

// Headers are added while Node writes a request's head, and nowhere else. Earlier, the caller may still set one with
// setHeader, and its family would be mixed. And what the caller can read, the caller carries further: superagent copies
// `getHeaders()` to the next hop of a redirect, also to one outside the mesh.

const NONE: readonly string[] = []

/** Whose request it is, and where it will go; known when it is made, needed when it is written. */
export interface Made {
  readonly captured: Captured
  readonly origin: string
}

/** The headers that Node keeps for a request, as it hands them to itself: by lower-case name, with the name as written. */
type Kept = Record<string, [name: string, value: unknown]>

/**
 * Has Node write its own headers with ours among them, and takes ours off again before anybody can look. A list in their
 * place would do as well, for 40,000 instructions more: Node checks a list, and has checked these.
 */
export function writeWithAdded<R>(request: ClientRequest, made: Made, kept: Kept, write: () => R): R {
  const added = addedTo(request, made, () => flat(kept))
  for (let i = 0; i < added.length; i += 2) kept[added[i] as string] = [added[i] as string, added[i + 1]]
  try {
    return write()
  } finally {
    for (let i = 0; i < added.length; i += 2) Reflect.deleteProperty(kept, added[i] as string)
  }
}

export function isKept(headers: unknown): headers is Kept {
  if (typeof headers !== 'object' || headers === null || Object.getPrototypeOf(headers) !== null) return false
  for (const name in headers) {
    const entry = (headers as Partial<Kept>)[name]
    return Array.isArray(entry) && entry.length === 2 && String(entry[0]).toLowerCase() === name
  }
  return false
}

function flat(kept: Kept): unknown[] {
  const list: unknown[] = []
  for (const name in kept) list.push(name, (kept[name] as Kept[string])[1])
  return list
}

/** The headers to write: those that the caller has set, in a list with ours at its end, or what was handed in. */
export function headersToWrite(request: ClientRequest, made: Made, headers: unknown): unknown {
  // A list that Node will refuse, in the words in which it would without us.
  if (Array.isArray(headers) && headers.length % 2 !== 0 && !Array.isArray(headers[0])) return headers
  const own = () => (Array.isArray(headers) ? headers : listOf(request))
  const added = addedTo(request, made, own)
  return added.length === 0 ? headers : withHeaders(own(), added)
}

function addedTo(request: ClientRequest, made: Made, own: () => unknown[]): readonly string[] {
  try {
    if (request.method === 'CONNECT') return NONE
    return outgoing(made.captured, {
      origin: throughProxy(request) ?? made.origin,
      path: request.path,
      // Only looked at where the target is one that gets something.
      get headers() {
        return own()
      },
    })
  } catch (error) {
    failure('node:http', error)
    return NONE
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
