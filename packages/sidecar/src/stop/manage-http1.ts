import type { IncomingMessage, ServerResponse } from 'node:http'
import type { NodeServer, Protocol } from './node-server.ts'

/** HTTP/1's way to let go: `Connection: close` on each answer from the signal on, those under way included. */
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
 * An answer that comes before its request has been read keeps the connection: Node would close it with unread bytes in
 * the kernel, which resets it, and the sidecar turns the answer it has not read yet into a 503.
 */
function closeAfter(request: IncomingMessage, response: ServerResponse): void {
  const { writeHead } = response
  response.writeHead = function (this: ServerResponse, ...args: unknown[]) {
    if (!response.headersSent && isRead(request)) response.setHeader('connection', 'close')
    return Reflect.apply(writeHead, this, args)
  } as typeof writeHead
}

/** Node says `complete` for a request without a body only after its listeners have run. */
function isRead({ complete, headers }: IncomingMessage): boolean {
  return complete || (headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) === 0)
}
