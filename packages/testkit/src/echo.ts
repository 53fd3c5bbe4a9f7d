import http from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** One call as it came over the wire: raw header lines, so that case and duplicates are seen. */
export interface SeenCall {
  readonly method: string
  /** Path without query, and without the host that a proxy gets. */
  readonly path: string
  readonly url: string
  readonly rawHeaders: readonly string[]
  /** All values of a header, however often it came. */
  all(name: string): string[]
  /** The body, once it has been read; it is before the answer is sent. */
  body: string
}

/** What a path does. Without one: 200 and the path as text. */
export interface Behaviour {
  /** Milliseconds before the answer. */
  delay?: number
  status?: number
  headers?: Record<string, string>
  body?: string
  /** The first so many calls are answered 503, for retries. */
  failures?: number
  /** Answers the call itself. */
  answer?: (request: http.IncomingMessage, response: http.ServerResponse, call: SeenCall) => void
}

export interface Echo {
  readonly url: string
  readonly port: number
  readonly server: http.Server
  /** All calls, in the order in which they came. */
  readonly calls: SeenCall[]
  /** Calls to this path, without query. */
  seen(path: string): SeenCall[]
  /** Sets what a path does from now on. */
  on(path: string, behaviour: Behaviour): void
  clear(): void
  close(): Promise<void>
}

/** A recording upstream over a real socket. `server` may be another kind than node:http's, such as https. */
export async function startEcho(
  behaviours: Record<string, Behaviour> = {},
  server: http.Server = http.createServer(),
): Promise<Echo> {
  const calls: SeenCall[] = []
  const known = new Map(Object.entries(behaviours))
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
    const behaviour = known.get(path) ?? {}
    try {
      for await (const chunk of request.setEncoding('utf8')) call.body += chunk
    } catch {
      return // The caller went away; what came is recorded.
    }
    if (behaviour.delay !== undefined) await sleep(behaviour.delay)
    if (behaviour.answer !== undefined) return behaviour.answer(request, response, call)
    const before = failed.get(path) ?? 0
    const fails = before < (behaviour.failures ?? 0)
    if (fails) failed.set(path, before + 1)
    // Not chained: restify makes writeHead return nothing, on every response of the process.
    response.writeHead(fails ? 503 : (behaviour.status ?? 200), behaviour.headers ?? {})
    response.end(behaviour.body ?? path)
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
    on: (path, behaviour) => void known.set(path, behaviour),
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
