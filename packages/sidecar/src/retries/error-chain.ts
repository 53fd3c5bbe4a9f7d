// Lists an error and its causes, whichever client threw it.

type Fields = Record<string, unknown>

/** The error and its causes, outermost first, at most 8: client libraries wrap the error of the socket. */
export function errorChain(error: unknown): Fields[] {
  const chain: Fields[] = []
  let inner = fieldsOf(error)
  while (inner !== undefined && chain.length < 8) {
    chain.push(inner)
    inner = fieldsOf(inner.cause) ?? (Array.isArray(inner.errors) ? fieldsOf(inner.errors[0]) : undefined)
  }
  return chain
}

function fieldsOf(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null ? (value as Fields) : undefined
}
