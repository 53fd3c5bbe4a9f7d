// Adds our headers to the head of a request of node:http.
import type { ClientRequest } from 'node:http'
import type { Call, HeadersShape } from '@traceferry/core'
import { failure, type Lines, linesToAdd, nameAt, sizeOf, valueAt, withHeaders } from '@traceferry/core/internal'
import type { CallRecord } from './call-record.ts'
import { keepBytes } from './keep-bytes.ts'
import { otherOrigins } from './other-origins.ts'

// Headers are added while Node writes a request's head, and nowhere else. Earlier, the caller could still set one with
// setHeader, and its family would be mixed. And the caller may pass on what it can read: superagent copies
// `getHeaders()` to the next hop of a redirect, even to one outside the mesh.

const NONE: Lines = []

/**
 * The first line of a request's head with our headers below it. They were checked when they were captured. Among the
 * caller's headers Node would check each one again, for 40,000 instructions if the caller gave a list.
 */
export function withLines(firstLine: string, request: ClientRequest, record: CallRecord, headers: unknown): string {
  const added = addedTo(request, record, headers)
  const text = textOf(added)
  keepBytes(request, text)
  return firstLine + text
}

/**
 * All headers to write, the caller's and ours, as a list that is made when Node reads it: after all other wrappers have
 * set theirs.
 */
export function withLinesLater(request: ClientRequest, record: CallRecord, headers: unknown): unknown[] {
  let list: unknown[] | undefined
  return new Proxy([], {
    get(_, key) {
      if (list === undefined) {
        const callerHeaders = headersOf(request, headers)
        const added = addedTo(request, record, callerHeaders)
        keepBytes(request, textOf(added))
        list = withHeaders(callerHeaders, added) as unknown[]
      }
      return Reflect.get(list, key)
    },
  })
}

function textOf(added: Lines): string {
  let text = ''
  for (let i = 0; i < sizeOf(added); i++) text += `${nameAt(added, i)}: ${valueAt(added, i)}\r\n`
  return text
}

function addedTo(request: ClientRequest, record: CallRecord, headers: unknown): Lines {
  try {
    return request.method === 'CONNECT' ? NONE : linesToAdd(record.context, new Head(request, record, headers))
  } catch (error) {
    failure('node:http', error)
    return NONE
  }
}

/**
 * A class, because of its getters: headers are only read if the target gets something. An object literal makes a new
 * getter, and V8 then makes a shape for each object, which lives, with everything that the getter can see, until the
 * next big garbage collection: 4 KB for each request, and three times the time for collections.
 */
class Head implements Call {
  readonly origin: string
  readonly path: string
  readonly #request: ClientRequest
  readonly #record: CallRecord
  readonly #given: unknown

  constructor(request: ClientRequest, record: CallRecord, given: unknown) {
    this.origin = record.origin
    this.path = String(request.path)
    this.#request = request
    this.#record = record
    this.#given = given
  }

  get also(): readonly string[] | undefined {
    return otherOrigins(this.#request, this.#record, this.path)
  }

  get headers(): HeadersShape {
    return headersOf(this.#request, this.#given)
  }
}

/**
 * What the caller has set: the list that it gave, or what Node keeps, which is a pair of name and value by lower-case
 * name.
 */
function headersOf(request: ClientRequest, headers: unknown): unknown[] {
  if (Array.isArray(headers)) return headers
  const kept = Object.values(headers ?? {})
  return kept.every((pair) => Array.isArray(pair)) ? kept : listOf(request)
}

function listOf(request: ClientRequest): unknown[] {
  const list: unknown[] = []
  for (const name of request.getRawHeaderNames()) list.push(name, request.getHeader(name))
  return list
}
