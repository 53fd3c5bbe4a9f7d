// node:http2: calls that share one session, which was opened before the line, by another request, or is reopened each time the
// upstream has closed it.
import { once } from 'node:events'
import http2 from 'node:http2'
import net from 'node:net'
import { readers } from '../app/read.js'
import { writers } from '../app/write.js'

const SESSION = 'http2.ClientHttp2Session'
const STREAM = 'http2.ClientHttp2Stream'
const bodies = Object.values(writers)
const reads = Object.values(readers)

/** `connect` is taken here: before the line in the state of that name, after it in all others. */
function open(world, state) {
  const env = { url: `http://127.0.0.1:${world.upstreams.http2}`, connect: http2.connect }
  const eager = ['idle', 'saturated', 'before'].includes(state)
  // In a saturated session calls wait for each other: the upstream allows 100, and here only 2 are made at a time.
  if (eager) sessionOf(env)
  return env
}

/** The session of all calls: the first call without one opens it. */
function sessionOf(env) {
  if (env.session === undefined || env.session.closed || env.session.destroyed) {
    env.session = env.connect(env.url)
    env.session.on('error', () => {})
  }
  return env.session
}

function close(env) {
  env.session?.destroy()
}

function warm(env, path) {
  return new Promise((resolve) => sessionOf(env).request({ ':path': path }).resume().once('close', resolve))
}

/** A call with a listener at each of its doors. */
function start(call, how, options = {}, read = readers.data, session = sessionOf(call.env)) {
  const stream = session.request({ ':path': call.path(how), ':method': 'POST', ...options })
  const except = read === readers.data ? ['readable'] : ['readable', 'data']
  call.listen(stream, STREAM, ...except, 'wantTrailers').on('error', () => {})
  Promise.resolve(read(call, stream, STREAM)).catch(() => {})
  return stream
}

const closed = async (stream) => stream.closed || once(stream, 'close')

const transfer = (i) => (call) => {
  const expect = i % 3 === 0 ? { expect: '100-continue' } : {}
  const stream = start(call, i % 2 === 0 ? 'full' : 'plain', expect, reads[i % reads.length])
  bodies[i % bodies.length](call, stream, STREAM)
  return closed(stream)
}

const special = [
  function timeout(call) {
    const stream = start(call, 'slow')
    stream.setTimeout(8, call.probe(STREAM, 'setTimeout(callback)'))
    stream.end()
    return closed(stream)
  },
  function closeByCaller(call) {
    const stream = start(call, 'slow')
    stream.end()
    setTimeout(() => stream.close(http2.constants.NGHTTP2_CANCEL, call.probe(STREAM, 'close(callback)')), 3)
    return closed(stream)
  },
  function cut(call) {
    const stream = start(call, 'cut')
    writers.write(call, stream, STREAM)
    return closed(stream)
  },
  function trailersOfCaller(call) {
    const session = sessionOf(call.env)
    const stream = session.request({ ':path': call.path('plain'), ':method': 'POST' }, { waitForTrailers: true })
    call.listen(stream, STREAM, 'readable').on('error', () => {})
    stream.on('wantTrailers', () => stream.sendTrailers({ a: '1' }))
    stream.end('a')
    return closed(stream)
  },
  function onSession(call) {
    const session = sessionOf(call.env)
    session.ping(call.probe(SESSION, 'ping(callback)'))
    session.settings({ enablePush: true }, call.probe(SESSION, 'settings(callback)'))
    const stream = start(call, 'plain')
    stream.end()
    return closed(stream)
  },
  function ownSession(call) {
    const options = {
      createConnection: call.probe('http2.ClientSessionOptions', '{createConnection}', ({ port, hostname }) =>
        net.connect(port, hostname),
      ),
    }
    const session = call.env.connect(call.env.url, options, call.probe('http2.connect', '(callback)'))
    call.listen(session, SESSION).on('error', () => {})
    session.setTimeout(10, call.probe(SESSION, 'setTimeout(callback)'))
    const stream = start(call, 'slow', {}, readers.data, session)
    stream.end()
    stream.once('close', () => session.close(call.probe(SESSION, 'close(callback)')))
    return new Promise((resolve) => session.once('close', resolve))
  },
]

export const nodeHttp2 = {
  name: 'node:http2',
  states: ['idle', 'saturated', 'closing', 'reset', 'cold', 'warm', 'before'],
  objects: ['http2.connect', 'http2.ClientSessionOptions', SESSION, STREAM],
  open,
  warm,
  close,
  plays: [...reads.flatMap((_, i) => [transfer(i), transfer(i + 1 + reads.length)]), ...special, ...special],
}
