// Closes the connections of an HTTP/2 server.
import type { Http2Stream, ServerHttp2Session } from 'node:http2'
import type { NodeServer, Protocol } from './node-server.ts'

/**
 * HTTP/2 closes a connection with GOAWAY, at the end of the delay. It names the last request that the server accepted. A
 * request that crosses it on the wire was not touched, and proxies and gRPC clients send it again.
 *
 * Not at the signal, while requests still come: RFC 9113, 6.8 has a first GOAWAY for that, with stream 2^31-1, which still
 * accepts every request. node:http2 cannot send it. After its `session.goaway(0, 2 ** 31 - 1)` the server silently
 * ignores new requests (behind Envoy 12 to 15 of 1,200 hung, Node 20), and the same frame written to the socket beside it aborts the
 * process over TLS (Http2Session::OnStreamAfterWrite, Node 20).
 */
export function manageHttp2(server: NodeServer): Protocol {
  const sessions = new Set<ServerHttp2Session>()
  let streams = 0

  server.on('session', (session: ServerHttp2Session) => {
    sessions.add(session)
    session.once('close', () => sessions.delete(session))
    session.on('stream', (stream: Http2Stream) => {
      streams++
      stream.once('close', () => streams--)
    })
  })

  return {
    letGo() {},
    finish() {
      for (const session of sessions) session.close()
    },
    busy: () => streams,
  }
}
