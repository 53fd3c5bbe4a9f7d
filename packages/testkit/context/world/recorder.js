// The recorder: where every call from a door arrives. It compares the header on the wire with what the path says.
import { createServer } from 'node:http'
import { readPath } from './ledger.js'

/** Starts it; the ledger gets a line for each call. Resolves to its port and what closes it. */
export async function startRecorder(ledger) {
  const server = createServer((request, response) => {
    const { rawHeaders } = request
    const values = rawHeaders.filter((_, i) => i % 2 === 1 && rawHeaders[i - 1].toLowerCase() === 'x-request-id')
    ledger.add(readPath(request.url), values.length > 1 ? values.join(' and ') : values[0])
    request.resume()
    response.end()
  })
  // Longer than the whole run, so that no call is lost in the moment a socket is closed.
  server.keepAliveTimeout = 3_600_000
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: server.address().port,
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}
