// Header lines out of the shapes in which requests without raw headers have them.
/**
 * The header lines of a request that has `headers` and no `rawHeaders`: serverless-http, node-mocks-http. What they have as a
 * list stood in several lines; what somebody has joined with commas is read as one line that came so.
 */
export function linesOf(request: { readonly headers?: unknown }): string[] {
  return linesIn(request.headers) ?? []
}

/**
 * The lines of headers in any shape: a plain object, `Headers` or a Map of the web, a list of pairs, or a flat list, which
 * comes back as it is. Undefined for what is none of them.
 */
export function linesIn(headers: unknown): string[] | undefined {
  if (typeof headers !== 'object' || headers === null) return undefined
  if (Array.isArray(headers)) return Array.isArray(headers[0]) ? flat(headers) : headers
  if (Symbol.iterator in headers) return flat(headers as Iterable<unknown>)
  // Bytes, dates and promises are objects without names, and so would be taken for no headers.
  const kind = Object.prototype.toString.call(headers)
  return kind === '[object Object]' ? flat(Object.entries(headers)) : undefined
}

function flat(pairs: Iterable<unknown>): string[] {
  const lines: string[] = []
  for (const pair of pairs) {
    const [name, value] = Array.isArray(pair) ? pair : []
    const values: readonly unknown[] = Array.isArray(value) ? value : [value]
    for (const one of values) if (typeof name === 'string' && typeof one === 'string') lines.push(name, one)
  }
  return lines
}
