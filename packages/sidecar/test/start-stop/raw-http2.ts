import { once } from 'node:events'
import net from 'node:net'
import tls from 'node:tls'

// An HTTP/2 client of bare frames, which does what no client of a library does: it sends requests after a GOAWAY has come,
// as those are that cross it on the wire.

const HEADERS = 1
const RST_STREAM = 3
const SETTINGS = 4
const GOAWAY = 7
const END_STREAM_AND_HEADERS = 5
/** GET, / or /slow, http, host: HPACK by its static table (RFC 7541, appendix A). */
const get = (path: string) =>
  Buffer.concat([
    Buffer.from([0x82, 0x86, 0x41, 1]),
    Buffer.from('a'),
    Buffer.from(path === '/' ? [0x84] : [0x04, path.length]),
    Buffer.from(path === '/' ? '' : path),
  ])

export interface RawHttp2 {
  /** Sends a request; resolves with 200, or what became of it instead. */
  request(path?: string): Promise<string>
  /** The last stream id of each GOAWAY, as they come. */
  readonly goaways: number[]
  /** Resolves when the next GOAWAY has come. */
  goaway(): Promise<void>
  destroy(): void
}

export async function connectHttp2(url: string): Promise<RawHttp2> {
  const { protocol, hostname: host, port } = new URL(url)
  const secure = protocol === 'https:'
  const socket = secure
    ? tls.connect({ host, port: Number(port), rejectUnauthorized: false, ALPNProtocols: ['h2'] })
    : net.connect(Number(port), host)
  await once(socket, secure ? 'secureConnect' : 'connect')
  const streams = new Map<number, (outcome: string) => void>()
  const goaways: number[] = []
  let told = () => {}
  let next = 1
  let received = Buffer.alloc(0)

  socket.on('error', () => {})
  socket.on('close', () => {
    for (const settle of streams.values()) settle('connection closed')
  })
  socket.on('data', (chunk: Buffer) => {
    received = Buffer.concat([received, chunk])
    while (received.length >= 9 && received.length >= 9 + received.readUIntBE(0, 3)) {
      const end = 9 + received.readUIntBE(0, 3)
      take(received[3] as number, received[4] as number, received.readUInt32BE(5), received.subarray(9, end))
      received = received.subarray(end)
    }
  })
  socket.write('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')
  socket.write(frame(SETTINGS, 0, 0))

  function take(type: number, flags: number, stream: number, payload: Buffer) {
    if (type === SETTINGS && flags === 0) socket.write(frame(SETTINGS, 1, 0))
    // 0x88 is ":status: 200" in HPACK's static table.
    if (type === HEADERS) streams.get(stream)?.(payload[0] === 0x88 ? '200' : `headers ${payload.toString('hex')}`)
    if (type === RST_STREAM) streams.get(stream)?.(`reset ${payload.readUInt32BE(0)}`)
    if (type === GOAWAY) {
      goaways.push(payload.readUInt32BE(0))
      told()
    }
  }

  return {
    goaways,
    goaway: () => new Promise((resolve) => (told = resolve)),
    destroy: () => void socket.destroy(),
    request(path = '/') {
      const stream = next
      next += 2
      socket.write(frame(HEADERS, END_STREAM_AND_HEADERS, stream, get(path)))
      return new Promise((resolve) => streams.set(stream, resolve))
    },
  }
}

function frame(type: number, flags: number, stream: number, payload: Buffer = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(9)
  head.writeUIntBE(payload.length, 0, 3)
  head[3] = type
  head[4] = flags
  head.writeUInt32BE(stream, 5)
  return Buffer.concat([head, payload])
}
