// Header lines from requests without raw headers, in all their shapes.
/**
 * The header lines of a request that has `headers` and no `rawHeaders`: serverless-http, node-mocks-http. A list means several
 * lines; a value that was joined with commas is read as one line.
 */
export function linesOf(request: { readonly headers?: unknown }): string[] {
  return linesIn(request.headers) ?? []
}

/**
 * The lines of headers in any shape: a plain object, `Headers` or a Map of the web, a list of pairs, or a flat list, which is
 * returned unchanged. Undefined for anything else.
 */
export function linesIn(headers: unknown): string[] | undefined {
  if (typeof headers !== 'object' || headers === null) return undefined
  if (Array.isArray(headers)) return Array.isArray(headers[0]) ? flat(headers) : headers
  if (Symbol.iterator in headers) return flat(headers as Iterable<unknown>)
  // Bytes, dates and promises are objects without names, and so would count as empty headers.
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
