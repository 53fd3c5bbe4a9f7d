// The upstream of node:http, https, fetch and undici, which answers in parts, with all that HTTP/1.1 has: 100, 103, trailers,
// upgrades, tunnels.
import { createServer } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { setTimeout as delay } from 'node:timers/promises'
import { fate, noteCall, readCall, think } from './behavior.js'
import { listen } from './listen.js'

const ANSWER = Buffer.alloc(20_000, 'a')

/** Starts one over http, or https where there is a certificate. Resolves to its port and what closes it. */
export async function startUpstream(ledger, certificate) {
  const server = certificate ? createSecureServer(certificate) : createServer()
  server.on('request', (request, response) => answer(ledger, request, response).catch(() => {}))
  server.on('checkContinue', (request, response) => {
    response.writeContinue()
    server.emit('request', request, response)
  })
  server.on('upgrade', (request, socket) => hand(ledger, request, socket, 'HTTP/1.1 101 Switching Protocols\r\n'))
  server.on('connect', (request, socket) => hand(ledger, request, socket, 'HTTP/1.1 200 OK\r\n'))
  return listen(server)
}

async function answer(ledger, request, response) {
  const call = readCall(request.url)
  noteCall(ledger, call, request.headers['x-request-id'])
  request.on('error', () => {})
  const { reset, closing } = fate(call)
  if (call.how === 'cut') request.resume()
  else for await (const _ of request);
  await think(call)
  if (reset === 'before') return cut(request.socket)
  if (closing) response.setHeader('connection', 'close')
  if (call.how === 'full') response.writeEarlyHints({ link: '</a.css>; rel=preload' })
  if (call.how === 'full') response.setHeader('trailer', 'x-done')
  response.write(ANSWER)
  await delay(call.how === 'slow' ? 25 : 1)
  if (reset === 'within' || call.how === 'cut') return request.socket.destroy()
  if (call.how === 'full') response.addTrailers({ 'x-done': '1' })
  response.end('end')
}

/** A TLS socket cannot be reset. */
function cut(socket) {
  if (socket.encrypted) socket.destroy()
  else socket.resetAndDestroy()
}

/** Switches protocols: two messages, and the end. The path of a tunnel stands where a host would. */
async function hand(ledger, request, socket, head) {
  const [, path] = /^(?:[^/]*)(\/.*)$/.exec(request.headers['x-path'] ?? request.url) ?? []
  const call = readCall(path ?? '/')
  // A tunnel is not a call: what goes through it has its own headers, so the tunnel does not need any.
  noteCall(ledger, call, request.headers['x-request-id'], request.method === 'CONNECT' ? 'none' : 'own')
  socket.on('error', () => {})
  await think(call)
  if (fate(call).reset !== undefined) return socket.destroy()
  socket.write(`${head}${request.method === 'CONNECT' ? '' : 'Connection: Upgrade\r\nUpgrade: x\r\n'}\r\n`)
  socket.resume()
  await delay(1)
  socket.write('first')
  await delay(8)
  socket.end('second')
}
