// The body of a call, for the next hop of a redirect.
import { requestOf, type WebCall } from './web-call.ts'

/** How a body is sent a second time. */
export interface Replay {
  /** Whether it can certainly be read only once, so it cannot be sent again. */
  readonly isStream: boolean
  /** The body; rejects, like fetch, if it is gone. */
  again(): Promise<RequestInit['body'] | undefined>
  /** It is no longer needed. */
  drop(): void
}

/** How much of a stream is kept. On Bun and workerd, text and bytes also come in pieces, so it must be enough for most of these. */
const MOST = 16 << 20

/**
 * The body of a call. Read it before the call is sent. We cannot see what a Request was created from, so we read a copy of it until
 * the call is answered: for text and bytes, the runtimes share the memory, and of a stream we keep at most 16 MB.
 */
export function replayOf({ input, init, method }: WebCall): Replay {
  const { body } = init
  if (body !== undefined && body !== null)
    return { isStream: isStream(body), again: () => Promise.resolve(body), drop() {} }
  const request = requestOf(input)
  const none = request === undefined || method === 'GET' || method === 'HEAD' || request.bodyUsed
  const reader = none ? undefined : request.clone().body?.getReader()
  if (reader === undefined) return { isStream: false, again: async () => undefined, drop() {} }
  const kept = keep(reader).catch(() => undefined)
  return {
    isStream: false,
    async again() {
      const bytes = await kept
      if (bytes === undefined) throw new TypeError('fetch failed: the body is a stream, and cannot be sent again')
      return bytes.byteLength === 0 ? undefined : bytes
    },
    drop: () => void reader.cancel().catch(() => {}),
  }
}

async function keep(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const chunks: Uint8Array[] = []
  let size = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    chunks.push(value)
    size += value.byteLength
    if (chunks.length > 1 && size > MOST) {
      void reader.cancel().catch(() => {})
      return undefined
    }
  }
  const bytes = new Uint8Array(size)
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.byteLength
  }
  return bytes
}

/** Everything except text, bytes, a blob or a form. */
function isStream(body: unknown): boolean {
  if (typeof body !== 'object' || body === null || ArrayBuffer.isView(body)) return false
  return (
    body instanceof ReadableStream ||
    Symbol.asyncIterator in body ||
    typeof (body as { next?: unknown }).next === 'function'
  )
}
