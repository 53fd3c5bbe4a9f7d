// Asks one request after the other over one connection, byte for byte the same each time.
import { once } from 'node:events'
import net from 'node:net'

const CARRIED = [
  'x-request-id: 6f1c9a52-3f0e-9d0c-8a3e-0242ac120002',
  'traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
  'tracestate: mesh=00f067aa0ba902b7',
  'x-b3-traceid: 4bf92f3577b34da6a3ce929d0e0e4736',
  'x-b3-spanid: 00f067aa0ba902b7',
  'x-b3-parentspanid: 53995c3f42cd8ad8',
  'x-b3-sampled: 1',
  'x-ot-span-context: 4bf92f3577b34da6;00f067aa0ba902b7',
]

export async function connectTo(port) {
  const socket = net.connect(port, '127.0.0.1').setEncoding('latin1').setNoDelay()
  await once(socket, 'connect')
  const request = ['GET / HTTP/1.1', `host: 127.0.0.1:${port}`, ...CARRIED, '', ''].join('\r\n')
  return {
    ask: async (times) => {
      for (let i = 0; i < times; i++) {
        socket.write(request)
        await answer(socket)
      }
    },
    close: () => socket.destroy(),
  }
}

/** The status line, and a body that ends the answer: of known length, or chunked. */
async function answer(socket) {
  let text = ''
  while (!text.endsWith('done') && !text.endsWith('\r\n0\r\n\r\n')) {
    const [chunk] = await once(socket, 'data')
    text += chunk
  }
  if (!text.startsWith('HTTP/1.1 200')) throw new Error(`the service answers: ${text}`)
}
