// Tracks the open connections of a server.
import type { Socket } from 'node:net'
import type { NodeServer } from './node-server.ts'

/**
 * The open connections of a server, each with the number of bytes that had been read when it opened. It includes upgraded
 * connections, which `closeAllConnections()` does not know.
 */
export function trackSockets(server: NodeServer): ReadonlyMap<Socket, number> {
  const sockets = new Map<Socket, number>()
  const track = (socket: Socket) => {
    sockets.set(socket, socket.bytesRead)
    socket.once('close', () => sockets.delete(socket))
  }
  // TLS servers emit `connection` for the raw socket, and later `secureConnection` for the one on top of it.
  server.on('connection', track)
  server.on('secureConnection', track)
  return sockets
}

/** Ends connections that have received nothing yet. `closeIdleConnections()` counts them as busy. */
export function endUnused(sockets: ReadonlyMap<Socket, number>): void {
  for (const [socket, bytes] of sockets) if (socket.bytesRead === bytes) socket.destroy()
}
