// Starts a server for a test.
import { once } from 'node:events'
import type { AddressInfo, Server, Socket } from 'node:net'
import type { Served } from './inbound/world.ts'

/** Starts any server of Node on a free port of 127.0.0.1. Its `close` also ends open connections. */
export async function listen(server: Server, protocol = 'http'): Promise<Served> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `${protocol}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      for (const socket of sockets) socket.destroy()
      return new Promise((resolve) => server.close(resolve))
    },
  }
}
