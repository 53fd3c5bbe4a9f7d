// The body of a call, for the next hop of a redirect.
import { requestOf, type WebCall } from './web-call.ts'

/** How a body is sent a second time. */
export interface Replay {
  /** Whether it can be read once, and so not be sent again. */
  readonly isStream: boolean
  again(): Promise<RequestInit['body'] | undefined>
  /** It is not needed any more. */
  drop(): void
}

/**
 * The body of a call. It must be asked for before the call is sent. That of a Request cannot be seen, so there is a copy of it until the call is answered:
 * of text and bytes it costs nothing, of a stream it is what the stream gives.
 */
export function replayOf({ input, init, method }: WebCall): Replay {
  const { body } = init
  if (body !== undefined && body !== null)
    return { isStream: isStream(body), again: () => Promise.resolve(body), drop() {} }
  const request = requestOf(input)
  const none = request === undefined || method === 'GET' || method === 'HEAD' || request.bodyUsed
  let copy = none ? undefined : request.clone()
  return {
    isStream: false,
    async again() {
      const kept = copy
      // A second hop may need it, too.
      copy = kept?.clone()
      const bytes = await kept?.arrayBuffer()
      return bytes !== undefined && bytes.byteLength > 0 ? bytes : undefined
    },
    drop() {
      void copy?.body?.cancel().catch(() => {})
      copy = undefined
    },
  }
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
