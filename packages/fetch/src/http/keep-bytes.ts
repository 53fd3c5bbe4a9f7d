// Sends our headers byte for byte, whatever the encoding of the body.
import type { ClientRequest } from 'node:http'

type Send = (this: Sending, data: unknown, encoding?: unknown, ...rest: unknown[]) => unknown
type Sending = ClientRequest & { _send: Send; _contentLength?: number | null }

const EIGHT_BIT = /[\x80-\xff]/

/**
 * Node writes a request's head together with the first text of its body, in the encoding of that text. Our headers must
 * go out byte for byte, and in UTF-8 a byte above 127 becomes two. So a request with such headers passes its first text
 * on as bytes, and Node writes the head by itself. `text`: the headers that were added to its head.
 */
export function keepBytes(request: ClientRequest, text: string): void {
  // 0: Node knows that there is no body. Most requests have none, and a look into our headers costs 4,000 instructions.
  if ((request as Sending)._contentLength === 0 || !EIGHT_BIT.test(text)) return
  // On the request itself, because hardly any has such headers.
  const before = Object.getOwnPropertyDescriptor(request, '_send')
  const value = function _send(this: Sending, ...args: Parameters<Send>): unknown {
    if (before === undefined) Reflect.deleteProperty(this, '_send')
    else Object.defineProperty(this, '_send', before)
    const [data, encoding, ...rest] = args
    if (typeof data !== 'string' || (encoding && encoding !== 'utf8')) return this._send(...args)
    // An empty text, as `flushHeaders()` and `Expect` send it, is the same in any encoding.
    return data === '' ? this._send(data, 'latin1', ...rest) : this._send(Buffer.from(data), undefined, ...rest)
  }
  Object.defineProperty(request, '_send', { value, configurable: true, writable: true })
}
