// The server of the calls: keeps every byte that a socket brings, by the loopback address that it was called at, and answers
// in the way that the address asks for. No HTTP server of Node's, which would tidy up what it reads; only for HTTP/2.
import http2 from 'node:http2'
import net from 'node:net'
import tls from 'node:tls'
import { listen, portOf } from '../../shared/listen.js'
import { answers } from '../calls/grammar.js'
import { lengthOf } from './framing.js'

const QUIET = 25

let seen = new Map()
let last = Date.now()

function noted(socket) {
  last = Date.now()
  const { localAddress } = socket
  const call = { answer: answers[Number(localAddress.split('.')[3]) & 15] ?? 'ok', connections: [] }
  if (!seen.has(localAddress)) seen.set(localAddress, call)
  return seen.get(localAddress)
}

function record(socket) {
  const { answer, connections } = noted(socket)
  const connection = { text: '' }
  connections.push(connection)
  let rest = ''
  let continued = false
  let quiet
  socket.on('error', () => {})
  socket.on('data', (bytes) => {
    last = Date.now()
    const text = bytes.toString('latin1')
    connection.text += text
    rest += text
    clearTimeout(quiet)
    if (answer === 'early') respond(socket, 'ok')
    if (!continued && /\r\nexpect: *100-continue\r\n/i.test(rest) && rest.includes('\r\n\r\n')) {
      continued = true
      socket.write('HTTP/1.1 100 Continue\r\n\r\n')
    }
    for (let length = lengthOf(rest); length !== undefined; length = lengthOf(rest)) {
      const tunnel = rest.startsWith('CONNECT ')
      rest = rest.slice(length)
      continued = false
      if (answer !== 'early') respond(socket, tunnel ? 'tunnel' : answer)
    }
    // What cannot be read as requests is answered, too.
    if (rest !== '') quiet = setTimeout(() => respond(socket, 'error', true), QUIET)
  })
  socket.on('close', () => clearTimeout(quiet))
}

const texts = {
  ok: 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok',
  long: `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX-A: 1\r\n\r\n4\r\nlong\r\n0\r\n\r\n`,
  empty: 'HTTP/1.1 204 No Content\r\n\r\n',
  error: 'HTTP/1.1 500 No\r\nContent-Length: 2\r\n\r\nno',
  redirect: 'HTTP/1.1 302 Found\r\nLocation: /next\r\nContent-Length: 0\r\nConnection: close\r\n\r\n',
  half: 'HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\nhalf',
  tunnel: 'HTTP/1.1 200 OK\r\n\r\n',
}

function respond(socket, how, last = false) {
  if (how === 'silent' || socket.destroyed) return
  if (how === 'reset') return socket.encrypted ? socket.destroy() : socket.resetAndDestroy()
  if (how === 'closed') return socket.end()
  socket.write(texts[how])
  if (how === 'half' || how === 'redirect' || last) socket.end()
}

function recordStream(stream, _headers, _flags, raw) {
  const { answer, connections } = noted(stream.session.socket)
  const connection = { raw, text: '' }
  connections.push(connection)
  stream.on('error', () => {})
  stream.on('data', (bytes) => {
    connection.text += bytes.toString('latin1')
  })
  if (answer === 'reset') return stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR)
  if (answer === 'closed') return stream.session.destroy()
  stream.on('end', () => {
    last = Date.now()
    if (answer === 'silent' || stream.destroyed) return
    stream.respond({ ':status': answer === 'error' ? 500 : 200, 'x-a': '1' })
    stream.end('ok')
  })
  stream.resume()
}

const secure = JSON.parse(process.env.CERTIFICATE ?? '')
const h2 = { settings: { enableConnectProtocol: true } }
const servers = {
  http: net.createServer({ noDelay: true }, record),
  https: tls.createServer(secure, record),
  http2: http2.createServer(h2),
  http2s: http2.createSecureServer({ ...secure, ...h2 }),
}
const ports = {}
for (const [name, server] of Object.entries(servers)) {
  server.on('tlsClientError', () => {})
  server.on('sessionError', () => {})
  if (name.startsWith('http2')) server.on('stream', recordStream)
  await listen(server, '0.0.0.0')
  ports[name] = portOf(server)
}

/** All that came since the last time, once nothing has come for a while. */
async function collect() {
  while (Date.now() - last < 12) await new Promise((resolve) => setTimeout(resolve, 4))
  const all = [...seen].map(([address, { connections }]) => [address, connections])
  seen = new Map()
  process.send?.({ all })
}

process.on('message', collect)
process.on('disconnect', () => process.exit())
process.send?.({ ports })
