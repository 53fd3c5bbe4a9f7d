// The servers of the fuzz: one for what is inside, one for all others, one for what may be either. They keep only what is wrong:
// one of our bytes where none may be, or none where all must be.
import { once } from 'node:events'
import http2 from 'node:http2'
import net from 'node:net'
import tls from 'node:tls'
import { portOf } from '../../shared/listen.js'
import { judge } from './judge.js'

const figures = { inside: 0, outside: 0, either: 0, carried: 0, bare: 0, redirected: 0, unread: 0 }
let found = []

const sessions = http2.createServer()
sessions.on('stream', (stream, headers, _flags, raw) => {
  const lines = []
  for (let i = 0; i < raw.length; i += 2) lines.push(`${raw[i]}: ${raw[i + 1]}`)
  const { reading } = stream.session.socket
  note(
    reading,
    judge(reading, { method: headers[':method'], target: headers[':path'], lines, authority: headers[':authority'] }),
  )
  stream.on('error', () => {})
  stream.respond({ ':status': 200 })
  stream.end()
})
sessions.on('sessionError', () => {})

function record(reading, socket) {
  let rest = ''
  socket.on('error', () => {})
  socket.on('data', function read(bytes) {
    rest += bytes.toString('latin1')
    if (rest.startsWith('PRI * HTTP/2.0')) {
      socket.off('data', read)
      socket.pause()
      socket.unshift(Buffer.from(rest, 'latin1'))
      socket.reading = reading
      sessions.emit('connection', socket)
      return
    }
    for (let end = rest.indexOf('\r\n\r\n'); end >= 0; end = rest.indexOf('\r\n\r\n')) {
      const head = rest.slice(0, end)
      rest = rest.slice(end + 4)
      answer(reading, head, socket)
    }
    // Everything else from an incomplete request: none of our bytes may be in it.
    if (rest !== '' && reading === 'outside') note(reading, judge(reading, { lines: [rest] }), true)
  })
}

function answer(reading, head, socket) {
  const [first, ...lines] = head.split('\r\n')
  const space = first.indexOf(' ')
  const target = first.slice(space + 1).replace(/ HTTP\/1\.1$/, '')
  note(reading, judge(reading, { method: first.slice(0, space), target, lines }))
  const to = /^\/redirect\?(.*)$/.exec(target)?.[1]
  if (to === undefined) socket.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')
  else {
    figures.redirected++
    socket.write(`HTTP/1.1 302 Found\r\nLocation: ${decodeURIComponent(to)}\r\nContent-Length: 0\r\n\r\n`)
  }
}

function note(reading, { carried, wrong, n, seen }, partial = false) {
  if (!partial) figures[reading]++
  if (!partial) figures[carried ? 'carried' : 'bare']++
  if (n === undefined) figures.unread++
  if (wrong !== undefined) found.push({ n, wrong, seen })
}

const secure = JSON.parse(process.env.CERTIFICATE ?? '')
const ports = { plain: {}, tls: {} }
for (const reading of ['inside', 'outside', 'either']) {
  const servers = {
    plain: net.createServer({ noDelay: true }, (s) => record(reading, s)),
    tls: tls.createServer(secure, (s) => record(reading, s)),
  }
  for (const [kind, server] of Object.entries(servers)) {
    server.on('tlsClientError', () => {})
    await once(server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }), 'listening')
    ports[kind][reading] = portOf(server)
  }
}

process.on('message', () => {
  process.send?.({ figures, found })
  found = []
})
process.on('disconnect', () => process.exit())
process.send?.({ ports })
