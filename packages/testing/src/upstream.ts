// Starts upstreams that record the calls they get.
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo, Server, Socket } from 'node:net'

/** A call as it came over the wire. */
export interface Recorded {
  /** The name of the upstream that got it. */
  readonly upstream: string
  /** In upper case. */
  readonly method: string
  /** The path with the query. */
  readonly path: string
  /** Raw header lines: name, value, name, value, ... in their original case. */
  readonly rawHeaders: readonly string[]
  /** The body as text. */
  readonly body: string
}

/** What an upstream answers. It sends an object as JSON. Default: 200 with `{}`. */
export interface Answer {
  /** Default: 200. */
  status?: number
  /** Default: only the content type of the body. */
  headers?: Readonly<Record<string, string>>
  /** Text is sent unchanged, an object as JSON. Default: `{}`. */
  body?: string | object
}

/** How a service that the app calls behaves in the test. */
export interface UpstreamOptions {
  /** The host name that the app calls, such as `api.partner.example`. It leads to this machine. Default: 127.0.0.1. */
  host?: string
  /** Whether it is outside the mesh and must get no headers. Default: false. The default host is then `<name>.example`. */
  outside?: boolean
  /** The environment variable that tells the app its URL. Default: `ORDERS_URL` for `orders`. */
  env?: string
  /** What it answers: always the same, or what a function returns for the call. */
  answer?: Answer | ((call: Recorded) => Answer | Promise<Answer>)
}

export interface Upstream {
  readonly name: string
  readonly url: string
  readonly port: number
  readonly host: string
  readonly outside: boolean
  readonly env: string
  /** How many calls have no response yet. */
  waiting(): number
  close(): Promise<void>
}

/** Starts a server on a free port of 127.0.0.1 that records every call over a real socket. */
export async function startUpstream(
  name: string,
  options: UpstreamOptions,
  record: (call: Recorded) => void,
): Promise<Upstream> {
  const { outside = false, host = outside ? `${name}.example` : '127.0.0.1', answer = {} } = options
  const { env = `${name.replace(/[^a-z0-9]+/gi, '_').toUpperCase()}_URL` } = options
  let waiting = 0
  const server = createServer(async (request, response) => {
    waiting++
    response.once('close', () => waiting--)
    const call = await read(name, request)
    record(call)
    const { status = 200, headers = {}, body = {} } = typeof answer === 'function' ? await answer(call) : answer
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    const type = typeof body === 'string' ? {} : { 'content-type': 'application/json' }
    response.writeHead(status, { ...type, ...headers }).end(text)
  })
  const port = await listenOnAnyPort(server)
  const close = closer(server)
  return { name, url: `http://${host}:${port}`, port, host, outside, env, waiting: () => waiting, close }
}

export async function listenOnAnyPort(server: Server): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve)
  })
  return (server.address() as AddressInfo).port
}

/** Returns a function that closes a server at once, with the connections that it keeps alive. */
export function closer(server: Server): () => Promise<void> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  return () => {
    for (const socket of sockets) socket.destroy()
    return new Promise((resolve) => server.close(() => resolve()))
  }
}

async function read(upstream: string, request: IncomingMessage): Promise<Recorded> {
  const { method = '', url: path = '', rawHeaders } = request
  let body = ''
  try {
    for await (const chunk of request.setEncoding('utf8')) body += chunk
  } catch {
    // The caller went away; the call is recorded as far as it came.
  }
  return { upstream, method, path, rawHeaders, body }
}
