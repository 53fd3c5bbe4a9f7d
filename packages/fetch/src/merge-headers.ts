import { type HeadersShape, type Lines, toLines, withHeaders } from '@traceferry/core'

/**
 * A copy of a call's headers with these pairs at its end, in a shape that undici takes: an object, or a flat list.
 * Lists are always flat to undici; a list of pairs stays the error that it was.
 */
export function mergeHeaders(headers: HeadersShape, added: Lines): object {
  if (headers === null || headers === undefined) return withHeaders(undefined, added)
  if (Array.isArray(headers)) return [...headers, ...toLines(added)]
  // Headers, Map and what else iterates over pairs.
  if (Symbol.iterator in headers) return [...[...(headers as Iterable<unknown>)].flat(), ...toLines(added)]
  return withHeaders(headers, added)
}
