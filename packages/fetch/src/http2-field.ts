import type { HeadersShape } from '@traceferry/core'

/** A field among the headers of an HTTP/2 request: an object, or on Node 24 and later a list of names and values. */
export function field(headers: HeadersShape, name: string): unknown {
  if (!Array.isArray(headers)) return (headers as Record<string, unknown> | null | undefined)?.[name]
  for (let i = 0; i < headers.length; i += 2) {
    if (String(headers[i]).toLowerCase() === name) return headers[i + 1]
  }
  return undefined
}
