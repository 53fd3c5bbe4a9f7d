// Inbound gRPC calls of all four kinds, many on one session.
import grpc from '@grpc/grpc-js'
import { readers } from '../app/read.js'
import { writers } from '../app/write.js'
import { service } from '../world/upstream-grpc.js'

const [UNARY, READABLE, WRITABLE, DUPLEX] = [
  'grpc.ServerUnaryCall',
  'grpc.ServerReadableStream',
  'grpc.ServerWritableStream',
  'grpc.ServerDuplexStream',
]
const reads = Object.values(readers)
// grpc-js takes trailing metadata where a stream takes the callback of its end.
const bodies = [writers.pipe, writers.pipeline, written, writers.drained, overrun]
const PART = Buffer.alloc(20_000, 'a')

async function serve(_world, line, perform) {
  const server = new grpc.Server({ interceptors: line.grpcServer() })
  const handler = (call, answer) => {
    const { metadata } = call
    const [id, state, n] = ['x-request-id', 'x-state', 'x-n'].map((name) => String(metadata.get(name)[0]))
    perform(inboundGrpc, state, Number(n), id, { inbound: call.on('error', () => {}), answer })
  }
  server.addService(service, Object.fromEntries(Object.keys(service).map((kind) => [kind, handler])))
  return new Promise((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, port) =>
      error ? reject(error) : resolve(port),
    ),
  )
}

function written(call, stream, object) {
  for (let i = 0; i < 2; i++) stream.write(PART, call.probe(object, 'write(callback)'))
  stream.end()
}

function overrun(_call, stream) {
  stream.end()
  stream.write(PART)
}

const over = (stream) => new Promise((resolve) => stream.once('close', resolve).once('cancelled', resolve))
const later = (fn, ms = 2) => setTimeout(fn, ms)

function unary(call) {
  call.listen(call.inbound, UNARY)
  return new Promise((resolve) => {
    call.inbound.once('cancelled', resolve)
    later(() => resolve(call.answer(null, PART)), 4)
  })
}

function listening(call, read, object) {
  const except = read === readers.data ? ['readable'] : ['readable', 'data']
  call.listen(call.inbound, object, ...except)
  return Promise.resolve(read(call, call.inbound, object)).catch(() => {})
}

const clientStream = (i) => (call) =>
  listening(call, reads[i % reads.length], READABLE).then(() => call.answer(null, PART))

const serverStream = (i) => (call) => {
  call.listen(call.inbound, WRITABLE)
  bodies[i % bodies.length](call, call.inbound, WRITABLE)
  return over(call.inbound)
}

// The others end the whole call as soon as all has been read, so that they must not come before the answer.
const patient = [readers.data, readers.readable, readers.pipe, readers.pipeMany, readers.finished]

const bidi = (i) => (call) => {
  const read = reads[i % reads.length]
  const reading = listening(call, read, DUPLEX)
  const write = () => bodies[i % bodies.length](call, call.inbound, DUPLEX)
  if (patient.includes(read)) reading.then(write)
  else write()
  return over(call.inbound)
}

export const inboundGrpc = {
  name: 'inbound gRPC',
  states: ['idle', 'saturated', 'reset'],
  objects: [UNARY, READABLE, WRITABLE, DUPLEX],
  traffic: 'inbound grpc',
  serve,
  open: () => undefined,
  // In this order, which is that of the kinds: a caller knows by the number which kind a play is.
  plays: [...reads, ...reads].flatMap((_, i) => [unary, clientStream(i), serverStream(i), bidi(i)]),
}
