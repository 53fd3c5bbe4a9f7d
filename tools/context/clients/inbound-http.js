// Inbound requests over HTTP/1.1, one after the other on a connection or pipelined: the doors of a request and of our answer.
import { createServer } from 'node:http'
import { listen } from '../../shared/listen.js'
import { readers } from '../app/read.js'
import { writers } from '../app/write.js'

const REQUEST = 'http.IncomingMessage'
const RESPONSE = 'http.ServerResponse'
const reads = Object.values(readers)
const bodies = Object.values(writers)

async function serve(_world, line, perform) {
  const server = line.server(createServer())
  server.on('request', (request, response) => {
    const [, , state, n] = request.url.split('/').map(decodeURIComponent)
    perform(inboundHttp, state, Number(n), request.headers['x-request-id'], { request, response })
  })
  // The timeout that one request sets holds for its connection, and would end the next ones'.
  server.on('timeout', () => {})
  return listen(server)
}

/** Listeners at each door; ends when the answer has been sent, or cannot be. */
function begin(call, read) {
  const { request, response } = call
  const except = read === readers.data ? ['readable'] : ['readable', 'data']
  call.listen(request, REQUEST, ...except).on('error', () => {})
  call.listen(response, RESPONSE).on('error', () => {})
  Promise.resolve(read(call, request, REQUEST)).catch(() => {})
  return new Promise((resolve) => response.once('close', resolve))
}

const transfer = (i) => (call) => {
  const closed = begin(call, reads[i % reads.length])
  bodies[i % bodies.length](call, call.response, RESPONSE)
  return closed
}

/** Written at once, while the answers of earlier requests of the connection are still to come. */
function informed(call) {
  const { response } = call
  const closed = begin(call, readers.data)
  response.writeEarlyHints({ link: '</a.css>; rel=preload' }, call.probe(RESPONSE, 'writeEarlyHints(callback)'))
  response.writeProcessing(call.probe(RESPONSE, 'writeProcessing(callback)'))
  response.writeContinue(call.probe(RESPONSE, 'writeContinue(callback)'))
  // Node 26 and later.
  response.writeInformation?.(
    103,
    { link: '</b.css>; rel=preload' },
    call.probe(RESPONSE, 'writeInformation(callback)'),
  )
  writers.late(call, response, RESPONSE)
  return closed
}

/** Those behind it in a pipeline wait. */
function slow(call) {
  const { request, response } = call
  const closed = begin(call, readers.data)
  request.setTimeout(3, call.probe(REQUEST, 'setTimeout(callback)'))
  response.setTimeout(4, call.probe(RESPONSE, 'setTimeout(callback)'))
  setTimeout(() => writers.write(call, response, RESPONSE), 12)
  return closed
}

function failing(call) {
  const closed = begin(call, readers.data)
  call.response.write('a', call.probe(RESPONSE, 'write(callback)'))
  setTimeout(() => call.response.destroy(new Error('given up')), 2)
  return closed
}

const transfers = Array.from({ length: 2 * reads.length }, (_, i) => transfer(i))

export const inboundHttp = {
  name: 'inbound HTTP/1.1',
  states: ['idle', 'saturated', 'closing', 'reset', 'pipelined'],
  objects: [REQUEST, RESPONSE],
  traffic: 'inbound http',
  serve,
  open: () => undefined,
  // Every sixth is slow, so that each pipeline has one that the others wait for.
  plays: transfers
    .flatMap((play, i) => (i % 5 === 0 ? [slow, play] : [play, ...(i % 5 === 2 ? [informed] : [])]))
    .concat(failing),
}
