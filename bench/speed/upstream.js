// What the service calls. It answers at once, and while a check is on it notes which headers came with which request.
import http from 'node:http'
import { listen, portOf } from '../../tools/shared/listen.js'

export async function startUpstream() {
  let noted
  const server = http.createServer((request, response) => {
    noted?.push({ url: request.url, headers: request.headers })
    response.end('x')
  })
  // The service's connections stay between the rounds.
  server.keepAliveTimeout = 600_000
  await listen(server)
  return {
    url: `http://127.0.0.1:${portOf(server)}`,
    /** Runs, and gives back the calls that came meanwhile. */
    async note(run) {
      noted = []
      await run()
      const calls = noted
      noted = undefined
      return calls
    },
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}
