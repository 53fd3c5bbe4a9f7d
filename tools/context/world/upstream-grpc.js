// The upstream of grpc-js: all four kinds of calls, on servers that are idle, let few calls in, send their connections away
// while they are young, or are behind a proxy that cuts them.
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { Metadata, Server, ServerCredentials } from '@grpc/grpc-js'
import { listen, portOf } from '../../shared/listen.js'
import { noteCall, readCall, think } from './behavior.js'

const PART = Buffer.alloc(20_000, 'a')
export const KINDS = ['unary', 'clientStream', 'serverStream', 'bidi']

const same = (value) => value
const serialization = {
  requestSerialize: same,
  requestDeserialize: same,
  responseSerialize: same,
  responseDeserialize: same,
}

/** The definition of a service of Buffers, for servers and clients of this matrix. */
export const service = Object.fromEntries(
  KINDS.map((kind) => {
    const requestStream = kind === 'clientStream' || kind === 'bidi'
    const responseStream = kind === 'serverStream' || kind === 'bidi'
    return [kind, { path: `/matrix/${kind}`, requestStream, responseStream, ...serialization }]
  }),
)

/** Resolves to the addresses { plain, limited, young, cut, secure } and what closes them. */
export async function startGrpcUpstreams(ledger, secret) {
  const handlers = handlersFor(ledger)
  const { createInsecure, createSsl } = ServerCredentials
  const pair = { private_key: Buffer.from(secret.key), cert_chain: Buffer.from(secret.cert) }
  const servers = await Promise.all([
    start(handlers, createInsecure()),
    start(handlers, createInsecure(), { 'grpc.max_concurrent_streams': 2 }),
    start(handlers, createInsecure(), { 'grpc.max_connection_age_ms': 30, 'grpc.max_connection_age_grace_ms': 300 }),
    start(handlers, createSsl(null, [pair], false)),
  ])
  const [plain, limited, young, secure] = servers.map(({ port }) => port)
  const proxy = await startCutter(plain)
  return {
    ports: { plain, limited, young, secure, cut: proxy.port },
    close() {
      for (const { server } of servers) server.forceShutdown()
      proxy.close()
    },
  }
}

async function start(handlers, credentials, options = {}) {
  const server = new Server(options)
  server.addService(service, handlers)
  const port = await new Promise((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', credentials, (error, bound) => (error ? reject(error) : resolve(bound))),
  )
  return { server, port }
}

function handlersFor(ledger) {
  const arrive = (call) => {
    call.on('error', () => {})
    const about = readCall(String(call.metadata.get('x-call')[0]))
    noteCall(ledger, about, call.metadata.get('x-request-id')[0])
    const metadata = new Metadata()
    metadata.set('x-first', '1')
    call.sendMetadata(metadata)
    return about
  }
  // Not `for await`, which ends the whole call as soon as all has been read.
  const consume = (call) => once(call.resume(), 'end')
  const produce = async (call, about) => {
    for (let i = 0; i < 3 && !call.cancelled; i++) {
      call.write(PART)
      await delay(about.how === 'slow' ? 15 : 1)
    }
    call.end()
  }
  const trailer = new Metadata()
  trailer.set('x-done', '1')
  return {
    unary: (call, done) => think(arrive(call)).then(() => done(null, PART, trailer)),
    clientStream(call, done) {
      const about = arrive(call)
      consume(call).then(
        () => think(about).then(() => done(null, PART, trailer)),
        () => {},
      )
    },
    serverStream(call) {
      const about = arrive(call)
      think(about).then(() => produce(call, about))
    },
    bidi(call) {
      const about = arrive(call)
      Promise.all([consume(call), think(about).then(() => produce(call, about))]).catch(() => {})
    },
  }
}

/** A proxy that ends each connection a little while after it has begun to be used. */
async function startCutter(port) {
  const server = createServer((socket) => {
    const upstream = connect(port, '127.0.0.1')
    const end = () => {
      socket.destroy()
      upstream.destroy()
    }
    for (const one of [socket, upstream]) one.on('error', end).on('close', end)
    socket.pipe(upstream).pipe(socket)
    socket.once('data', () => setTimeout(() => (socket.destroyed ? undefined : socket.resetAndDestroy()), 25))
  })
  await listen(server)
  return { port: portOf(server), close: () => server.close() }
}
