import { createServer, type IncomingMessage, type Server } from 'node:http'
import net from 'node:net'

/** What a stand-in says to each `METHOD /path`: a status, and a body where one is read. */
export type Answers = Readonly<Record<string, readonly [status: number, body?: string]>>

export interface StandIn {
  /** `METHOD /path` of each request. */
  readonly asked: string[]
  /** Changes what it says from now on. */
  answers: Answers
  close(): Promise<void>
}

/**
 * A stand-in for a sidecar's own port. Linkerd's proxy is not available as a package, and Istio's agent would be half
 * an hour of compiling: what these answer is taken from their sources (linkerd2-proxy, linkerd/app/admin; istio,
 * pilot/cmd/pilot-agent/status). Envoy is the real one, in other tests.
 */
export async function standIn(port: number, answers: Answers): Promise<StandIn> {
  const asked: string[] = []
  const server = createServer((request: IncomingMessage, response) => {
    const key = `${request.method} ${request.url}`
    asked.push(key)
    const [status, body = ''] = self.answers[key] ?? [404]
    response.writeHead(status).end(body)
  })
  const self: StandIn = { asked, answers, close: () => close(server) }
  await listening(server, port)
  return self
}

/** A port that accepts connections and says nothing, as ztunnel's 15008 does to a plain client, or a hung sidecar. */
export async function silent(port: number): Promise<{ close(): Promise<void> }> {
  const server = net.createServer()
  const sockets = new Set<net.Socket>()
  server.on('connection', (socket) => sockets.add(socket))
  await listening(server, port)
  return {
    close() {
      for (const socket of sockets) socket.destroy()
      return close(server)
    },
  }
}

function listening(server: net.Server | Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
}

function close(server: net.Server | Server): Promise<void> {
  return new Promise((resolve) => {
    if ('closeAllConnections' in server) server.closeAllConnections()
    server.close(() => resolve())
  })
}
