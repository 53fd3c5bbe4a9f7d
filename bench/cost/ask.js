// Asks one request after the other, byte for byte the same each time, over one connection or over many in turn.
import { once } from 'node:events'
import net from 'node:net'
import { inboundOf } from '../speed/inbound.js'

export async function connectTo(port, cell) {
  const lines = inboundOf(cell).map((pair) => pair.join(': '))
  const request = ['GET / HTTP/1.1', `host: 127.0.0.1:${port}`, ...lines, '', ''].join('\r\n')
  const connections = []
  // One after the other: a thousand at once are more than a backlog holds.
  while (connections.length < (cell.connections ?? 1)) connections.push(await connect(port))
  let turn = 0
  return {
    async ask(times) {
      for (let i = 0; i < times; i++) {
        const connection = connections[turn++ % connections.length]
        connection.socket.write(request, 'latin1')
        await answer(connection)
      }
    },
    close() {
      for (const { socket } of connections) socket.destroy()
    },
  }
}

async function connect(port) {
  const socket = net.connect(port, '127.0.0.1').setEncoding('latin1').setNoDelay()
  await once(socket, 'connect')
  return { socket, closed: new Promise((resolve) => socket.once('close', () => resolve([]))) }
}

/** The status line, and a body that ends the answer: of known length, or chunked. */
async function answer({ socket, closed }) {
  let text = ''
  while (!text.endsWith('done') && !text.endsWith('\r\n0\r\n\r\n')) {
    const [chunk] = await Promise.race([once(socket, 'data'), closed])
    if (chunk === undefined) throw new Error('the service has closed the connection')
    text += chunk
  }
  if (!text.startsWith('HTTP/1.1 200')) throw new Error(`the service answers: ${text}`)
}
