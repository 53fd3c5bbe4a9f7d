// The service that the app calls, behind the outbound sidecar: keeps the raw header lines of everything that arrives, including WebSockets.
import http from 'node:http'
import { WebSocketServer } from 'ws'
import { listen, portOf } from '../shared/listen.js'
import { closing, linesByPath } from './lines.js'

/** @returns `port`, `got`: the header lines that arrived for a path, `close()` */
export async function startUpstream() {
  const got = linesByPath()
  const server = http.createServer((request, response) => {
    got.note(request.url, request.rawHeaders)
    response.end()
  })
  const sockets = new WebSocketServer({ server })
  sockets.on('connection', (_socket, request) => got.note(request.url, request.rawHeaders))
  const close = closing(server)
  await listen(server)
  return { port: portOf(server), got, close }
}
