// Asks one request after the other over one connection, byte for byte the same each time.
import { once } from 'node:events'
import net from 'node:net'
import { inbound } from '../speed/inbound.js'

export async function connectTo(port, headers = 8) {
  const socket = net.connect(port, '127.0.0.1').setEncoding('latin1').setNoDelay()
  await once(socket, 'connect')
  const lines = inbound(headers).map((pair) => pair.join(': '))
  const request = ['GET / HTTP/1.1', `host: 127.0.0.1:${port}`, ...lines, '', ''].join('\r\n')
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
