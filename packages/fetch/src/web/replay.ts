// The body of a call, for the next hop of a redirect.
import { requestOf, type WebCall } from './web-call.ts'

/** How a body is sent a second time. */
export interface Replay {
  /** Whether it surely can be read once only, and so not be sent again. */
  readonly isStream: boolean
  /** The body; rejects, as fetch does, if it is gone. */
  again(): Promise<RequestInit['body'] | undefined>
  /** It is not needed any more. */
  drop(): void
}

/** What is kept of a stream. Text and bytes come in pieces, too, on Bun and workerd, so it must do for most of these. */
const MOST = 16 << 20

/**
 * The body of a call. It must be asked for before the call is sent. What a Request was made from cannot be seen, so we read a copy of it
 * until the call is answered: of text and bytes the runtimes share the memory, and of a stream we keep 16 MB at most.
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

/** All that is not text, bytes, a blob or a form. */
function isStream(body: unknown): boolean {
  if (typeof body !== 'object' || body === null || ArrayBuffer.isView(body)) return false
  return (
    body instanceof ReadableStream ||
    Symbol.asyncIterator in body ||
    typeof (body as { next?: unknown }).next === 'function'
  )
}
