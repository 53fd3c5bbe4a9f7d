import type { Socket } from 'node:net'
import type { NodeServer } from './node-server.ts'

/**
 * The open connections of a server, upgraded ones among them, which `closeAllConnections()` does not know, each with the
 * bytes that had been read when it opened.
 */
export function trackSockets(server: NodeServer): ReadonlyMap<Socket, number> {
  const sockets = new Map<Socket, number>()
  const track = (socket: Socket) => {
    sockets.set(socket, socket.bytesRead)
    socket.once('close', () => sockets.delete(socket))
  }
  // TLS servers say `connection` for the raw socket, and later `secureConnection` for the one on top of it.
  server.on('connection', track)
  server.on('secureConnection', track)
  return sockets
}

/** Ends connections on which nothing has come yet: `closeIdleConnections()` takes them for a request that is on its way. */
export function endUnused(sockets: ReadonlyMap<Socket, number>): void {
  for (const [socket, bytes] of sockets) if (socket.bytesRead === bytes) socket.destroy()
}
