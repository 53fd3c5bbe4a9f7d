// The upstream: keeps the bytes of every call as they came over the wire, and answers all alike.
import { once } from 'node:events'
import net from 'node:net'

const ANSWER = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'

/** `seen(head)` is called with the head of each call, up to its empty line. Resolves to { port, close }. */
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
  server.listen(0, host)
  await once(server, 'listening')
  const close = () => {
    for (const socket of sockets) socket.destroy()
    server.close()
  }
  return { port: server.address().port, close }
}
