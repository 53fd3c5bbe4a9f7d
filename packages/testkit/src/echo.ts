// A server that records every call it gets.
import http from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** One call as it came over the wire, with raw header lines, so that case and duplicates show. */
export interface SeenCall {
  readonly method: string
  /** The path without the query, and without the host in a request to a proxy. */
  readonly path: string
  readonly url: string
  readonly rawHeaders: readonly string[]
  /** All values of a header, however often it came. */
  all(name: string): string[]
  /** The body. It is complete before the response is sent. */
  body: string
}

/** What a path does. The default is 200 with the path as text. */
export interface Behavior {
  /** Milliseconds before the response. */
  delay?: number
  status?: number
  headers?: Record<string, string>
  body?: string
  /** How many first calls get a 503, for retries. */
  failures?: number
  /** Answers the call itself. */
  answer?: (request: http.IncomingMessage, response: http.ServerResponse, call: SeenCall) => void
}

export interface Echo {
  readonly url: string
  readonly port: number
  readonly server: http.Server
  /** All calls, in the order they came. */
  readonly calls: SeenCall[]
  /** Calls to this path, without query. */
  seen(path: string): SeenCall[]
  /** Sets what a path does from now on. */
  on(path: string, behavior: Behavior): void
  clear(): void
  close(): Promise<void>
}

/** Starts a recording upstream on a real socket. `server` may be of another kind than node:http's, such as https. */
export async function startEcho(
  behaviors: Record<string, Behavior> = {},
  server: http.Server = http.createServer(),
): Promise<Echo> {
  const calls: SeenCall[] = []
  const known = new Map(Object.entries(behaviors))
  const sockets = new Set<Socket>()
  const failed = new Map<string, number>()

  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  server.on('request', async (request: http.IncomingMessage, response: http.ServerResponse) => {
    const call = seenCall(request)
    calls.push(call)
    const { path } = call
    const behavior = known.get(path) ?? {}
    try {
      for await (const chunk of request.setEncoding('utf8')) call.body += chunk
    } catch {
      return // The caller went away; the call is recorded as far as it came.
    }
    if (behavior.delay !== undefined) await sleep(behavior.delay)
    if (behavior.answer !== undefined) return behavior.answer(request, response, call)
    const before = failed.get(path) ?? 0
    const fails = before < (behavior.failures ?? 0)
    if (fails) failed.set(path, before + 1)
    // Not chained: restify makes writeHead return nothing, on every response of the process.
    response.writeHead(fails ? 503 : (behavior.status ?? 200), behavior.headers ?? {})
    response.end(behavior.body ?? path)
  })
  server.keepAliveTimeout = 60_000
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const secure = 'setSecureContext' in server

  return {
    url: `http${secure ? 's' : ''}://127.0.0.1:${port}`,
    port,
    server,
    calls,
    seen: (path) => calls.filter((call) => call.path === path),
    on: (path, behavior) => void known.set(path, behavior),
    clear() {
      calls.length = 0
      failed.clear()
    },
    close() {
      for (const socket of sockets) socket.destroy()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

function seenCall(request: http.IncomingMessage): SeenCall {
  const { method = '', url = '', rawHeaders } = request
  return {
    method,
    url,
    path: url.replace(/^https?:\/\/[^/]*/i, '').split('?')[0] as string,
    rawHeaders,
    body: '',
    all(name) {
      const wanted = name.toLowerCase()
      return rawHeaders.filter((_, i) => i % 2 === 1 && rawHeaders[i - 1]?.toLowerCase() === wanted)
    },
  }
}
