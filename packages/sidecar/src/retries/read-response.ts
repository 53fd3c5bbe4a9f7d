// Reads the response of any client by its shape, without importing the client.

/** What all responses have in common. */
export interface ClientResponse {
  readonly status: number
  /** The value of a header, its name in lower case. */
  header(name: string): string | undefined
  readonly names: readonly string[]
  /** Only if the client has read it as text. */
  readonly body: string | undefined
}

type Fields = Record<string, unknown>

/**
 * Reads the response of fetch (`status`, `headers.get`), of node:http, undici and got (`statusCode`, headers as an object), of
 * axios and superagent (`status`, headers as an object), or an error with one of them as its `response`. Returns undefined
 * for anything else.
 */
export function readResponse(value: unknown): ClientResponse | undefined {
  for (const candidate of [value, fieldsOf(value)?.response]) {
    const fields = fieldsOf(candidate)
    const status = fields?.statusCode ?? fields?.status
    const headers = fieldsOf(fields?.headers)
    if (fields === undefined || headers === undefined || typeof status !== 'number' || !(status >= 100)) continue
    const lower = lowerCased(headers)
    const text = [fields.body, fields.data, fields.text].find((body) => typeof body === 'string')
    return { status, header: (name) => lower.get(name), names: [...lower.keys()], body: text as string | undefined }
  }
  return undefined
}

function fieldsOf(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null ? (value as Fields) : undefined
}

function lowerCased(headers: Fields): Map<string, string> {
  // Headers of fetch iterate over pairs; those of all other clients are objects.
  const web = typeof headers.get === 'function' && typeof headers.entries === 'function'
  const pairs = web ? [...(headers as unknown as Map<string, unknown>).entries()] : Object.entries(headers)
  const lower = new Map<string, string>()
  for (const [name, value] of pairs) {
    if (typeof value === 'string' || typeof value === 'number' || Array.isArray(value)) {
      lower.set(String(name).toLowerCase(), String(Array.isArray(value) ? value[0] : value))
    }
  }
  return lower
}
