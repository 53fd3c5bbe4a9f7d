// Inbound requests over HTTP/1.1 whose doors are under test: uploads in parts, pipelines, and clients that go away.
import http from 'node:http'
import { connect } from 'node:net'
import { nextId } from './load.js'

const PART = Buffer.alloc(30_000, 'c')
const DEEP = 8

/** Sends `count` requests, as the state asks for. Resolves when all are over. */
export function loadHttp(wanted) {
  return wanted.state === 'pipelined' ? loadPipelined(wanted) : loadUploads(wanted)
}

async function loadUploads({ port, path, count, concurrency, state }) {
  const agent = new http.Agent({ keepAlive: state !== 'closing', maxSockets: concurrency })
  let next = 0

  function one(n) {
    const options = {
      port,
      host: '127.0.0.1',
      path: path(n),
      agent,
      method: 'POST',
      headers: { 'x-request-id': nextId() },
    }
    return new Promise((resolve) => {
      const request = http.request(options, (answer) => {
        answer.on('error', () => {}).on('close', resolve)
        // A slow reader: our answer has to wait for it.
        setTimeout(() => answer.resume(), 3)
      })
      request.on('error', resolve)
      request.write(PART)
      const goesAway = state === 'reset' && n % 3 === 0
      // Some are so slow that we give up waiting.
      setTimeout(() => (goesAway ? request.destroy() : request.end(PART)), goesAway ? n % 5 : n % 4 === 0 ? 10 : 1)
    })
  }

  async function worker() {
    while (next < count) await one(next++)
  }
  await Promise.all(Array.from({ length: concurrency }, worker))
  agent.destroy()
}

/** Eight requests at a time on each connection, before the first answer. */
async function loadPipelined({ port, path, count }) {
  const first = Array.from({ length: Math.ceil(count / DEEP) }, (_, i) => i * DEEP)
  await Promise.all(first.map((n) => pipeline(port, path, n, Math.min(DEEP, count - n))))
}

function pipeline(port, path, first, many) {
  const socket = connect(port, '127.0.0.1')
  const requests = Array.from({ length: many }, (_, i) => {
    const connection = i === many - 1 ? 'Connection: close\r\n' : ''
    const head = `POST ${path(first + i)} HTTP/1.1\r\nHost: a\r\nx-request-id: ${nextId()}\r\n${connection}Content-Length: 4\r\n\r\n`
    return `${head}body`
  })
  socket.write(requests.join(''))
  socket.resume()
  return new Promise((resolve) => socket.on('error', resolve).on('close', resolve))
}
