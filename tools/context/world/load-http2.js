// Inbound requests over HTTP/2: many on one session, with trailers, and clients that reset streams or close the session.
import http2 from 'node:http2'
import { nextId } from './load.js'

const PART = Buffer.alloc(30_000, 'c')

/** Sends `count` requests. Resolves when all are over. */
export async function loadHttp2({ port, path, count, concurrency, state }) {
  let session
  let next = 0
  const current = () => {
    if (session === undefined || session.closed || session.destroyed) {
      session = http2.connect(`http://127.0.0.1:${port}`).on('error', () => {})
      session.on('stream', (pushed) => pushed.on('error', () => {}).resume())
    }
    return session
  }

  function one(n) {
    const headers = { ':path': path(n), ':method': 'POST', 'x-request-id': nextId() }
    const stream = current().request(headers, { waitForTrailers: true })
    stream.on('wantTrailers', () => stream.sendTrailers({ 'x-end': '1' })).on('error', () => {})
    stream.write(PART)
    setTimeout(() => (goesAway(n, state) ? stream.close(http2.constants.NGHTTP2_CANCEL) : stream.end(PART)), n % 4)
    setTimeout(() => stream.resume(), 3)
    if (state === 'closing' && n % 7 === 6) stream.once('close', () => session.close())
    return new Promise((resolve) => stream.once('close', resolve))
  }

  async function worker() {
    while (next < count) await one(next++)
  }
  await Promise.all(Array.from({ length: concurrency }, worker))
  session?.destroy()
}

const goesAway = (n, state) => state === 'reset' && n % 3 === 0
