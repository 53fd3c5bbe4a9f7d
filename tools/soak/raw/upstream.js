// The upstream: keeps the bytes of every call as they came over the wire, and answers all alike.
import net from 'node:net'
import { listen, portOf } from '../../shared/listen.js'

const ANSWER = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'

/** @typedef {{ readonly port: number, close(): void }} RawUpstream */

/**
 * Starts it; `seen(head)` is called with the head of each call, up to its empty line.
 * @param {string} host
 * @param {(head: string) => void} seen
 * @returns {Promise<RawUpstream>}
 */
export async function startUpstream(host, seen) {
  const sockets = new Set()
  const server = net.createServer({ noDelay: true }, (socket) => {
    let text = ''
    sockets.add(socket)
    socket.setEncoding('latin1')
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
    socket.on('data', (chunk) => {
      text += chunk
      // The calls have no body: whatever follows a head is the next call, or was smuggled in.
      for (let end = text.indexOf('\r\n\r\n'); end >= 0; end = text.indexOf('\r\n\r\n')) {
        seen(text.slice(0, end))
        text = text.slice(end + 4)
        socket.write(ANSWER)
      }
    })
  })
  await listen(server, host)
  const close = () => {
    for (const socket of sockets) socket.destroy()
    server.close()
  }
  return { port: portOf(server), close }
}
