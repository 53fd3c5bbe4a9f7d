// How the upstreams of the context tool listen: a port, and what closes it.
import { listen as listenOn } from '../../shared/listen.js'

/**
 * Listens on a free port. Resolves to the port and what closes it, connections and all.
 * @param {import('node:http').Server} server
 */
export async function listen(server) {
  // Longer than the whole run, so that no call is lost in the moment a socket is closed.
  server.keepAliveTimeout = 3_600_000
  return {
    port: await listenOn(server),
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}
