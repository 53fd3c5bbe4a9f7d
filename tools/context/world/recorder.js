// The recorder: where every call from a door arrives. It compares the header on the wire with what the path says.
import { createServer } from 'node:http'
import { readPath } from './ledger.js'
import { listen } from './listen.js'

/** Starts it; the ledger gets a line for each call. Resolves to its port and what closes it. */
export async function startRecorder(ledger) {
  const server = createServer((request, response) => {
    const { rawHeaders } = request
    const values = rawHeaders.filter((_, i) => i % 2 === 1 && rawHeaders[i - 1].toLowerCase() === 'x-request-id')
    ledger.add(readPath(request.url), values.length > 1 ? values.join(' and ') : values[0])
    request.resume()
    response.end()
  })
  return listen(server)
}
