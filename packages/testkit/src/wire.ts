// Records every request of this process as it goes over the wire.
import { createHash } from 'node:crypto'
import http2 from 'node:http2'
import net from 'node:net'
import tls from 'node:tls'
import { listen } from './listen.ts'
import { selfSigned } from './self-signed.ts'

// Every connection goes to this machine, whatever its host, and the host is recorded. So calls to any name are real, and tests
// see exactly what was sent.

/** A request as it came over the wire. */
export interface Sent {
  /** The hosts that the connection was opened to or tunneled to, and that TLS asked for. */
  readonly met: readonly string[]
  /** The request line and the headers, one per line. For HTTP/2 the fields, with the pseudo fields. */
  readonly lines: readonly string[]
}

export interface Wire {
  /** The requests so far, with those for a tunnel. */
  readonly sent: Sent[]
  /** Which protocol the servers speak without TLS, where it is not negotiated. */
  speaks: 'http/1.1' | 'h2'
  close(): Promise<void>
}

type Connect = (this: net.Socket, ...args: unknown[]) => net.Socket
const sockets = net.Socket.prototype as unknown as { connect: Connect }

/** Starts recording for the whole process. */
export async function startWire(): Promise<Wire> {
  const sent: Sent[] = []
  const asked = new Map<number | undefined, string>()
  const met = (port: number | undefined) => asked.get(port) ?? 'nobody'
  const plain = net.createServer((socket) => answer(socket, () => [met(socket.remotePort)], sent))
  const secure = tls.createServer(selfSigned(), (socket) => {
    const { remotePort, servername } = socket as tls.TLSSocket & { servername?: string | false }
    answer(socket, () => (servername ? [met(remotePort), servername] : [met(remotePort)]), sent)
  })
  const second = http2.createServer().on('stream', (...args) => {
    const [stream, , , raw] = args as unknown as [http2.ServerHttp2Stream, unknown, unknown, string[]]
    const lines = raw.flatMap((name, i) => (i % 2 === 0 ? [`${name}: ${raw[i + 1]}`] : []))
    sent.push({ met: [met(stream.session?.socket.remotePort)], lines })
    stream.respond({ ':status': 200, 'content-type': 'application/grpc', 'grpc-status': '12' }, { endStream: true })
  })
  const served = await Promise.all([plain, secure, second].map((server) => listen(server)))
  const [plainPort, securePort, secondPort] = served.map(({ url }) => Number(new URL(url).port))

  const { connect } = sockets
  const wire: Wire = {
    sent,
    speaks: 'http/1.1',
    async close() {
      sockets.connect = connect
      await Promise.all(served.map((server) => server.close()))
    },
  }
  sockets.connect = function lead(...args) {
    const [given, callback] = (Array.isArray(args[0]) ? args[0] : args) as [net.TcpSocketConnectOpts, unknown]
    if (typeof given !== 'object' || (given as { path?: unknown }).path) return connect.apply(this, args) // a unix socket
    this.once('connect', () => asked.set(this.localPort, given.host ?? 'localhost'))
    const port = this instanceof tls.TLSSocket ? securePort : wire.speaks === 'h2' ? secondPort : plainPort
    return connect.call(this, { ...given, host: '127.0.0.1', port, lookup: undefined }, callback)
  }
  return wire
}

/** Answers each request with an empty response, CONNECT with a tunnel to itself, an upgrade by ending the connection. */
function answer(socket: net.Socket, met: () => readonly string[], sent: Sent[]): void {
  let text = ''
  let leads = met
  socket.on('error', () => {})
  socket.on('data', (bytes) => {
    text += bytes.toString('latin1')
    for (let end = text.indexOf('\r\n\r\n'); end >= 0; end = text.indexOf('\r\n\r\n')) {
      const lines = text.slice(0, end).split('\r\n')
      text = text.slice(end + 4)
      sent.push({ met: leads(), lines })
      const key = lines.find((line) => /^sec-websocket-key: /i.test(line))?.slice(19)
      if (lines.some((line) => /^upgrade: /i.test(line))) {
        socket.end(`HTTP/1.1 101 Switching\r\nconnection: upgrade\r\nupgrade: websocket\r\n${accepted(key)}\r\n`)
        return
      }
      const tunnel = /^CONNECT (\S+?)(?::\d+)? /.exec(lines[0] as string)?.[1]
      if (tunnel !== undefined) leads = () => [tunnel]
      socket.write(`HTTP/1.1 200 OK\r\n${tunnel === undefined ? 'content-length: 0\r\n' : ''}\r\n`)
    }
  })
}

/** The response header that a WebSocket client waits for. */
function accepted(key: string | undefined): string {
  if (key === undefined) return ''
  const hash = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')
  return `sec-websocket-accept: ${hash}\r\n`
}
