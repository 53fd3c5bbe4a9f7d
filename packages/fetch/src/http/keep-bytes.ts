import type { ClientRequest } from 'node:http'
import { recordOf } from './call-record.ts'

type Sending = ClientRequest & { _headerSent?: boolean }
type Send = (this: Sending, data: unknown, encoding?: unknown, ...rest: unknown[]) => unknown

// By its name, so that the engine knows where it is: to look for it by a name in a variable costs 2,500 instructions. And at each
// call: somebody may have replaced it since.
const parent = process.getBuiltinModule('node:http').OutgoingMessage.prototype as unknown as { _send: Send }

const EIGHT_BIT = /[\x80-\xff]/

/**
 * Node writes a request's head together with the first text of its body, in the encoding of that. What we have added must go
 * out byte for byte, and in UTF-8 a byte above 127 becomes two. So such a text is handed over as bytes, and its head is written by itself.
 */
export function keepBytes(): Send {
  return function _send(data, encoding, ...rest) {
    const text = this._headerSent ? '' : takeText(this)
    const asText = typeof data === 'string' && data !== '' && (!encoding || encoding === 'utf8')
    if (!asText || !EIGHT_BIT.test(text)) return parent._send.call(this, data, encoding, ...rest)
    return parent._send.call(this, Buffer.from(data), undefined, ...rest)
  }
}

/** Asked once: to keep it for as long as the answer takes would be a kilobyte. */
function takeText(request: ClientRequest): string {
  const record = recordOf(request)
  if (record === undefined) return ''
  const { text } = record
  record.text = ''
  return text
}
