// Closes the connections of an HTTP/1 server.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { NodeServer, Protocol } from './node-server.ts'

/** HTTP/1 closes a connection with `Connection: close` on each answer after the signal, also on those that are under way. */
export function manageHttp1(server: NodeServer): Protocol {
  const open = new Map<ServerResponse, IncomingMessage>()
  let lettingGo = false

  server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
    if (request.httpVersionMajor !== 1) return
    open.set(response, request)
    response.once('close', () => open.delete(response))
    if (lettingGo) closeAfter(request, response)
  })

  return {
    letGo() {
      lettingGo = true
      for (const [response, request] of open) closeAfter(request, response)
    },
    finish: () => server.closeIdleConnections?.(),
    busy: () => open.size,
  }
}

/**
 * Keeps the connection if the answer comes before the whole request was read. Node would close it with unread bytes in the
 * kernel, which resets the connection, and the sidecar would answer 503 instead.
 */
function closeAfter(request: IncomingMessage, response: ServerResponse): void {
  const { writeHead } = response
  response.writeHead = function (this: ServerResponse, ...args: unknown[]) {
    if (!response.headersSent && isRead(request)) response.setHeader('connection', 'close')
    return Reflect.apply(writeHead, this, args)
  } as typeof writeHead
}

/** Node sets `complete` on a request without a body only after its listeners have run. */
function isRead({ complete, headers }: IncomingMessage): boolean {
  return complete || (headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) === 0)
}
