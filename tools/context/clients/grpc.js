// grpc-js with the interceptor: all four kinds of calls, over one channel that is warm, cold, full, young, or cut.
import grpc from '@grpc/grpc-js'
import { readers } from '../app/read.js'
import { writers } from '../app/write.js'
import { appInterceptor } from './grpc-interceptor.js'

const CLIENT = 'grpc.Client'
const [UNARY, READABLE, WRITABLE, DUPLEX] = [
  'grpc.ClientUnaryCall',
  'grpc.ClientReadableStream',
  'grpc.ClientWritableStream',
  'grpc.ClientDuplexStream',
]
const reads = Object.values(readers)
const bodies = Object.values(writers)
const addresses = { saturated: 'limited', closing: 'young', reset: 'cut' }

function open(world, state, line) {
  const { grpc: ports } = world.upstreams
  const interceptors = line.grpcClient()
  const local = { 'grpc.use_local_subchannel_pool': 1 }
  const make = () =>
    new grpc.Client(`127.0.0.1:${ports[addresses[state] ?? 'plain']}`, grpc.credentials.createInsecure(), {
      interceptors,
      ...local,
    })
  const ssl = grpc.credentials.createSsl(Buffer.from(world.certificate.cert))
  const secure = new grpc.Client(`localhost:${ports.secure}`, ssl, { interceptors, ...local })
  let client = state === 'cold' || state === 'warm' ? undefined : make()
  return Object.defineProperty({ secure, line }, 'client', { get: () => (client ??= make()) })
}

function warm({ client }) {
  return new Promise((resolve) => client.waitForReady(Date.now() + 2000, resolve))
}

function close({ client, secure }) {
  client.close()
  secure.close()
}

const bytes = (value) => Buffer.from(value)

/** The arguments that all kinds begin with. */
function begin(call, method, kind) {
  const serialize = call.probe(CLIENT, `${method}(serialize)`, bytes)
  const deserialize = call.probe(CLIENT, `${method}(deserialize)`, bytes)
  return [`/matrix/${kind}`, serialize, deserialize]
}

function about(call, how) {
  const metadata = new grpc.Metadata()
  metadata.set('x-call', call.path(how))
  return metadata
}

const ended = (stream) => new Promise((resolve) => stream.once('status', resolve).once('close', resolve))

function unary(call, options = {}, { client } = call.env, how = 'plain') {
  return new Promise((resolve) => {
    const answered = call.probe(CLIENT, 'makeUnaryRequest(callback)', resolve)
    const args = [...begin(call, 'makeUnaryRequest', 'unary'), Buffer.from('a'), about(call, how), options, answered]
    call.listen(client.makeUnaryRequest(...args), UNARY)
  })
}

/** A call that is cancelled in a full session has the others wait forever, with or without us. */
function writerFor({ state }, i) {
  const writer = bodies[i % bodies.length]
  return state === 'saturated' && writer === writers.afterEnd ? writers.write : writer
}

function clientStream(call, i) {
  return new Promise((resolve) => {
    const answered = call.probe(CLIENT, 'makeClientStreamRequest(callback)', resolve)
    const args = begin(call, 'makeClientStreamRequest', 'clientStream')
    const stream = call.env.client.makeClientStreamRequest(...args, about(call, 'plain'), answered)
    call.listen(stream, WRITABLE).on('error', () => stream.cancel())
    writerFor(call, i)(call, stream, WRITABLE)
  })
}

function read(call, stream, object, reader) {
  const except = reader === readers.data ? ['readable'] : ['readable', 'data']
  // grpc-js would wait forever for the end of what an error has ended.
  call.listen(stream, object, ...except).on('error', () => stream.cancel())
  const status = ended(stream)
  Promise.resolve(reader(call, stream, object)).catch(() => {})
  return status
}

function serverStream(call, i, how = 'plain') {
  const args = begin(call, 'makeServerStreamRequest', 'serverStream')
  const stream = call.env.client.makeServerStreamRequest(...args, Buffer.from('a'), about(call, how))
  return { stream, status: read(call, stream, READABLE, reads[i % reads.length]) }
}

function bidi(call, i) {
  const args = begin(call, 'makeBidiStreamRequest', 'bidi')
  const stream = call.env.client.makeBidiStreamRequest(...args, about(call, 'plain'))
  const status = read(call, stream, DUPLEX, reads[i % reads.length])
  writerFor(call, Math.floor(i / 2))(call, stream, DUPLEX)
  return status
}

const special = [
  function interceptorsAround(call) {
    return unary(call, { interceptors: [...call.env.line.grpcClient(), appInterceptor(call)] })
  },
  function interceptorsWithin(call) {
    return unary(call, { interceptors: [appInterceptor(call), ...call.env.line.grpcClient()] })
  },
  function interceptorProviders(call) {
    const mine = appInterceptor(call)
    const provider = call.probe('grpc.CallOptions', '{interceptor_providers}', () => mine)
    return unary(call, { interceptor_providers: [...call.env.line.grpcClient().map((ours) => () => ours), provider] })
  },
  function credentials(call) {
    const generator = call.probe(
      'grpc.CallCredentials',
      'createFromMetadataGenerator(metadataGenerator)',
      (_options, done) => setImmediate(done, null, new grpc.Metadata()),
    )
    return unary(
      call,
      { credentials: grpc.CallCredentials.createFromMetadataGenerator(generator) },
      { client: call.env.secure },
    )
  },
  function waitForReady(call) {
    return new Promise((resolve) => {
      call.env.client.waitForReady(Date.now() + 1000, call.probe(CLIENT, 'waitForReady(callback)', resolve))
    }).then(() => unary(call))
  },
  function deadline(call) {
    return unary(call, { deadline: Date.now() + 5 }, call.env, 'slow')
  },
  function cancelled(call) {
    const { stream, status } = serverStream(call, 0, 'slow')
    stream.once('data', () => stream.cancel())
    return status
  },
  function cancelledByInterceptor(call) {
    const args = begin(call, 'makeServerStreamRequest', 'serverStream')
    const interceptors = [...call.env.line.grpcClient(), appInterceptor(call)]
    const stream = call.env.client.makeServerStreamRequest(...args, Buffer.from('a'), about(call, 'slow'), {
      interceptors,
    })
    setTimeout(() => stream.cancel(), 8)
    return read(call, stream, READABLE, readers.data)
  },
]

export const grpcClient = {
  name: 'grpc-js',
  states: ['idle', 'saturated', 'closing', 'reset', 'cold', 'warm', 'before'],
  objects: [
    CLIENT,
    'grpc.CallOptions',
    'grpc.CallCredentials',
    'grpc.Requester',
    'grpc.Listener',
    UNARY,
    READABLE,
    WRITABLE,
    DUPLEX,
  ],
  open,
  warm,
  close,
  plays: [
    ...reads.flatMap((_, i) => [
      (call) => unary(call),
      (call) => clientStream(call, i),
      (call) => serverStream(call, i).status,
      (call) => bidi(call, i),
      (call) => bidi(call, i + reads.length),
    ]),
    ...special,
    ...special,
  ],
}
