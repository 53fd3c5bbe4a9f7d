/**
 * The header lines of a request that has `headers` and no `rawHeaders`: serverless-http, node-mocks-http. What they have as a
 * list stood in several lines; what somebody has joined with commas is read as one line that came so.
 */
export function linesOf(request: { readonly headers?: unknown }): string[] {
  const { headers } = request
  const lines: string[] = []
  if (typeof headers !== 'object' || headers === null) return lines
  for (const [name, value] of Object.entries(headers)) {
    const values: readonly unknown[] = Array.isArray(value) ? value : [value]
    for (const one of values) if (typeof one === 'string') lines.push(name, one)
  }
  return lines
}
