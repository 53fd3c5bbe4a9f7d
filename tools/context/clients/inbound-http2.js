// Inbound requests over HTTP/2, many on one session: as node:http's look-alikes, and as streams.
import { once } from 'node:events'
import http2 from 'node:http2'
import { listen } from '../../shared/listen.js'
import { readers } from '../app/read.js'
import { writers } from '../app/write.js'

const REQUEST = 'http2.Http2ServerRequest'
const RESPONSE = 'http2.Http2ServerResponse'
const STREAM = 'http2.ServerHttp2Stream'
const reads = Object.values(readers)
const bodies = Object.values(writers)
const { NGHTTP2_CANCEL } = http2.constants

async function serve(line, begin) {
  const server = line.server(http2.createServer())
  begin(server)
  server.on('session', (session) => session.on('error', () => {}))
  return listen(server)
}

const where = (path) => {
  const [, , state, n] = path.split('/').map(decodeURIComponent)
  return [state, Number(n)]
}

const closed = async (stream) => stream.closed || once(stream, 'close')
const except = (read) => (read === readers.data ? ['readable'] : ['readable', 'data'])
const PUSH = { ':path': '/pushed' }

function push(error, stream) {
  if (error) return
  const pushed = stream.stream ?? stream
  pushed.on('error', () => {})
  if (stream.stream === undefined) pushed.respond({ ':status': 200 })
  stream.end('pushed')
}

// As node:http's look-alikes.

function beginRequest(call, read) {
  const { request, response } = call
  call.listen(request, REQUEST, ...except(read)).on('error', () => {})
  call.listen(response, RESPONSE).on('error', () => {})
  Promise.resolve(read(call, request, REQUEST)).catch(() => {})
  return closed(request.stream)
}

const answered = (i) => (call) => {
  const end = beginRequest(call, reads[i % reads.length])
  bodies[i % bodies.length](call, call.response, RESPONSE)
  return end
}

const requestPlays = [
  function pushing(call) {
    const end = beginRequest(call, readers.data)
    const { response } = call
    if (response.stream.pushAllowed)
      response.createPushResponse(PUSH, call.probe(RESPONSE, 'createPushResponse(callback)', push))
    writers.late(call, response, RESPONSE)
    return end
  },
  function slow(call) {
    const end = beginRequest(call, readers.data)
    const { request, response } = call
    request.setTimeout(3, call.probe(REQUEST, 'setTimeout(callback)'))
    setTimeout(() => response.setTimeout(4, call.probe(RESPONSE, 'setTimeout(callback)')), 5)
    setTimeout(() => writers.write(call, response, RESPONSE), 15)
    return end
  },
  function failing(call) {
    const end = beginRequest(call, readers.data)
    setTimeout(() => call.response.destroy(new Error('given up')), 2)
    return end
  },
]

export const inboundHttp2 = {
  name: 'inbound HTTP/2',
  states: ['idle', 'saturated', 'closing', 'reset'],
  objects: [REQUEST, RESPONSE],
  traffic: 'inbound http2',
  serve: (_world, line, perform) =>
    serve(line, (server) =>
      server.on('request', (request, response) =>
        perform(inboundHttp2, ...where(request.url), request.headers['x-request-id'], { request, response }),
      ),
    ),
  open: () => undefined,
  plays: [...reads.flatMap((_, i) => [answered(i), answered(i + 1 + reads.length)]), ...requestPlays, ...requestPlays],
}

// As streams.

function beginStream(call, read, options = {}) {
  const { stream } = call
  call.listen(stream, STREAM, ...except(read), 'wantTrailers').on('error', () => {})
  Promise.resolve(read(call, stream, STREAM)).catch(() => {})
  stream.respond({ ':status': 200 }, options)
  return closed(stream)
}

const streamed = (i) => (call) => {
  const end = beginStream(call, reads[i % reads.length])
  bodies[i % bodies.length](call, call.stream, STREAM)
  return end
}

const streamPlays = [
  function pushing(call) {
    const { stream } = call
    if (stream.pushAllowed) stream.pushStream(PUSH, call.probe(STREAM, 'pushStream(callback)', push))
    const end = beginStream(call, readers.data)
    writers.late(call, stream, STREAM)
    return end
  },
  function slow(call) {
    const end = beginStream(call, readers.data)
    call.stream.setTimeout(3, call.probe(STREAM, 'setTimeout(callback)'))
    setTimeout(() => writers.write(call, call.stream, STREAM), 12)
    return end
  },
  function closing(call) {
    const end = beginStream(call, readers.data)
    setTimeout(() => call.stream.close(NGHTTP2_CANCEL, call.probe(STREAM, 'close(callback)')), 3)
    return end
  },
  function trailers(call) {
    const { stream } = call
    const end = beginStream(call, readers.data, { waitForTrailers: true })
    stream.on(
      'wantTrailers',
      call.probe(STREAM, 'on(wantTrailers)', () => stream.sendTrailers({ 'x-done': '1' })),
    )
    writers.write(call, stream, STREAM)
    return end
  },
  function failing(call) {
    const end = beginStream(call, readers.data)
    setTimeout(() => call.stream.destroy(new Error('given up')), 2)
    return end
  },
]

export const inboundStreams = {
  name: 'inbound HTTP/2 streams',
  states: ['idle', 'saturated', 'closing', 'reset'],
  objects: [STREAM],
  traffic: 'inbound http2',
  serve: (_world, line, perform) =>
    serve(line, (server) =>
      server.on('stream', (stream, headers) =>
        perform(inboundStreams, ...where(headers[':path']), headers['x-request-id'], { stream }),
      ),
    ),
  open: () => undefined,
  plays: [...reads.flatMap((_, i) => [streamed(i), streamed(i + 1 + reads.length)]), ...streamPlays, ...streamPlays],
}
