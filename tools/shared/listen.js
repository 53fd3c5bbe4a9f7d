// How the servers of the tools get a port.
import { once } from 'node:events'

/**
 * Listens on a free port of `host`, and resolves to that port.
 * @param {import('node:net').Server} server of node:net, node:http or node:http2
 */
export async function listen(server, host = '127.0.0.1') {
  server.listen(0, host)
  await once(server, 'listening')
  return portOf(server)
}

/**
 * The port that a server listens on.
 * @param {{ address(): import('node:net').AddressInfo | string | null }} server
 */
export function portOf(server) {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error(`the server has no port: ${address}`)
  return address.port
}
