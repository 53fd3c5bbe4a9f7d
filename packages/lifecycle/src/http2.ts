import type { Http2Stream, ServerHttp2Session } from 'node:http2'
import type { NodeServer, Protocol } from './servers.ts'

/** The highest stream id there is: "no new connections for me, but what you have sent I still take" (RFC 9113, 6.8). */
const ANY_STREAM = 2 ** 31 - 1

/**
 * HTTP/2's way to let go: a first GOAWAY that still takes every request, and at the end one that names the last. With the
 * second alone, requests that cross it on the wire would be refused.
 */
export function manageHttp2(server: NodeServer): Protocol {
  const sessions = new Set<ServerHttp2Session>()
  const told = new WeakSet<ServerHttp2Session>()
  let streams = 0
  let lettingGo = false

  const tell = (session: ServerHttp2Session) => {
    if (told.has(session) || session.closed || session.destroyed) return
    told.add(session)
    session.goaway(0, ANY_STREAM)
  }

  server.on('session', (session: ServerHttp2Session) => {
    sessions.add(session)
    session.once('close', () => sessions.delete(session))
    // A connection that comes late has its first request answered, and is told then.
    session.on('stream', (stream: Http2Stream) => {
      streams++
      stream.once('close', () => streams--)
      if (lettingGo) tell(session)
    })
  })

  return {
    letGo() {
      lettingGo = true
      for (const session of sessions) tell(session)
    },
    finish() {
      for (const session of sessions) session.close()
    },
    busy: () => streams,
  }
}
