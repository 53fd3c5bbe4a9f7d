// An HTTP client that writes exact bytes.
import { once } from 'node:events'
import net from 'node:net'
import tls from 'node:tls'
import { type Answer, takeAnswer } from './raw-answer.ts'

/** A client that writes the given bytes unchanged, so that case, repeats, garbage and pipelining are exact. */
export interface RawClient {
  readonly socket: net.Socket
  send(text: string): void
  /** The next response; rejects when the connection ends without one. */
  answer(): Promise<Answer>
  destroy(): void
}

/** A request to write. Headers are a flat list of names and values. */
export interface RawRequest {
  method?: string
  path?: string
  headers?: readonly string[]
  body?: string
}

export async function connectRaw(url: string): Promise<RawClient> {
  const { protocol, hostname, port } = new URL(url)
  const socket =
    protocol === 'https:'
      ? tls.connect({ host: hostname, port: Number(port), rejectUnauthorized: false, ALPNProtocols: ['http/1.1'] })
      : net.connect(Number(port), hostname)
  socket.setNoDelay(true)
  await once(socket, protocol === 'https:' ? 'secureConnect' : 'connect')

  let text = ''
  let ended = false
  let wake = () => {}
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString('latin1')
    wake()
  })
  // 'close' follows an error. A reset by the server ends the response the same way as a normal end.
  socket.on('error', () => {})
  for (const event of ['end', 'close']) {
    socket.on(event, () => {
      ended = true
      wake()
    })
  }
  return {
    socket,
    send: (bytes) => void socket.write(bytes, 'latin1'),
    destroy: () => void socket.destroy(),
    async answer() {
      for (;;) {
        const taken = takeAnswer(text, ended)
        if (taken !== undefined) {
          text = taken.rest
          return taken.answer
        }
        if (ended) throw new Error(`the connection ended without an answer: ${JSON.stringify(text.slice(0, 200))}`)
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    },
  }
}

/** A request as text, with its headers unchanged. */
export function requestText({ method = 'GET', path = '/', headers = [], body }: RawRequest = {}): string {
  const lines = [`${method} ${path} HTTP/1.1`, 'Host: inbound.test']
  for (let i = 0; i < headers.length; i += 2) lines.push(`${headers[i]}: ${headers[i + 1]}`)
  if (body !== undefined) lines.push(`Content-Length: ${body.length}`)
  return `${lines.join('\r\n')}\r\n\r\n${body ?? ''}`
}

/** Sends one request on a new connection. */
export async function requestRaw(url: string, request: RawRequest = {}): Promise<Answer> {
  const client = await connectRaw(url)
  try {
    client.send(requestText(request))
    return await client.answer()
  } finally {
    client.destroy()
  }
}
