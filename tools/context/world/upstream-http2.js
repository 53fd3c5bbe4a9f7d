// The upstream of node:http2 and of undici over HTTP/2, which answers with all that it has: 100, 103, pushes, trailers, resets.
import http2 from 'node:http2'
import { setTimeout as delay } from 'node:timers/promises'
import { listen, portOf } from '../../shared/listen.js'
import { fate, noteCall, readCall, think } from './behavior.js'

const ANSWER = Buffer.alloc(20_000, 'a')
const { NGHTTP2_INTERNAL_ERROR } = http2.constants

/** Starts one, in clear or with a certificate, that accepts this many calls at a time. Resolves to its port and a function that closes it. */
export async function startUpstream(ledger, certificate, many = 100) {
  const settings = { settings: { maxConcurrentStreams: many } }
  const server = certificate ? http2.createSecureServer({ ...certificate, ...settings }) : http2.createServer(settings)
  const sessions = new Set()
  server.on('session', (session) => {
    sessions.add(session.on('error', () => {}))
    session.once('close', () => sessions.delete(session))
  })
  server.on('stream', (stream, headers) => answer(ledger, stream, headers).catch(() => {}))
  await listen(server)
  return {
    port: portOf(server),
    close() {
      server.close()
      for (const session of sessions) session.destroy()
    },
  }
}

async function answer(ledger, stream, headers) {
  stream.on('error', () => {})
  const call = readCall(headers[':path'])
  noteCall(ledger, call, headers['x-request-id'])
  const { reset, closing } = fate(call)
  const full = call.how === 'full'
  if (call.how === 'cut') stream.resume()
  else for await (const _ of stream);
  await think(call)
  if (stream.destroyed) return
  if (reset === 'before') return stream.session.destroy()
  if (headers.expect !== undefined) stream.additionalHeaders({ ':status': 100 })
  if (full) {
    stream.additionalHeaders({ ':status': 103, link: '</a.css>' })
    if (stream.pushAllowed) stream.pushStream({ ':path': '/pushed' }, (error, pushed) => error ?? push(pushed))
    stream.on('wantTrailers', () => stream.sendTrailers({ 'x-done': '1' }))
  }
  stream.respond({ ':status': 200 }, { waitForTrailers: full })
  stream.write(ANSWER)
  await delay(call.how === 'slow' ? 25 : 1)
  if (reset === 'within' || call.how === 'cut') return stream.close(NGHTTP2_INTERNAL_ERROR)
  stream.end('end')
  // What says `connection: close` here: no more calls on this session.
  if (closing) close(stream.session)
}

/** Node leaves calls that crossed the GOAWAY on the wire waiting forever, unless the connection ends. */
function close(session) {
  session.close()
  setTimeout(() => session.destroy(), 60)
}

function push(stream) {
  stream.on('error', () => {})
  stream.respond({ ':status': 200 })
  stream.end('pushed')
}
