// Reads one field of an HTTP/2 request.
import type { HeadersShape } from '@traceferry/core'
import { eachPair } from '@traceferry/core/internal'

/**
 * A field of the headers of an HTTP/2 request, which are an object, or on Node 24 and later a list of names and values.
 */
export function field(headers: HeadersShape, wanted: string): unknown {
  if (!Array.isArray(headers)) return (headers as Record<string, unknown> | null | undefined)?.[wanted]
  let found: unknown
  eachPair(headers, (name, value) => {
    if (found === undefined && String(name).toLowerCase() === wanted) found = value
  })
  return found
}
