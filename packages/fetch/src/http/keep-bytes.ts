// Sends our headers byte for byte, whatever the encoding of the body.
import type { ClientRequest } from 'node:http'
import { recordOf } from './call-record.ts'

type Sending = ClientRequest & { _headerSent?: boolean }
type Send = (this: Sending, data: unknown, encoding?: unknown, ...rest: unknown[]) => unknown

// By its name, so that the engine knows where it is: to look it up by a name in a variable costs 2,500 instructions.
// And at each call, because other code may have replaced it.
const parent = process.getBuiltinModule('node:http')?.OutgoingMessage.prototype as unknown as { _send: Send }

const EIGHT_BIT = /[\x80-\xff]/

/**
 * Node writes a request's head together with the first text of its body, in the encoding of that text. Our headers must
 * go out byte for byte, and in UTF-8 a byte above 127 becomes two. So we pass such a text on as bytes, and Node writes
 * the head by itself.
 */
export function keepBytes(): Send {
  return function _send(data, encoding, ...rest) {
    const text = this._headerSent ? '' : takeText(this)
    const asText = typeof data === 'string' && data !== '' && (!encoding || encoding === 'utf8')
    if (!asText || !EIGHT_BIT.test(text)) return parent._send.call(this, data, encoding, ...rest)
    return parent._send.call(this, Buffer.from(data), undefined, ...rest)
  }
}

/** Read once: to keep it until the response comes would cost a kilobyte. */
function takeText(request: ClientRequest): string {
  const record = recordOf(request)
  if (record === undefined) return ''
  const { text } = record
  record.text = ''
  return text
}
