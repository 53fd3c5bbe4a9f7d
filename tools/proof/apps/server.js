// A server that answers a POST after it has read it and worked for a while, and stops in one of three ways. It listens on a
// port of its own choice, or on `port`, `late` ms after its start.
import { createServer } from 'node:http'
import { createServer as createServer2 } from 'node:http2'
import { gracefulServer } from '@traceferry/sidecar'
import { portOf } from '../../shared/listen.js'

const { stop, http2, work = 10, options, port = 0, late = 0 } = JSON.parse(process.env.PROOF ?? '')

/** @type {(answer: (request: any, response: any) => void) => import('node:http').Server | import('node:http2').Http2Server} */
const create = http2 ? createServer2 : createServer
const server = create((request, response) => {
  let bytes = 0
  request.on('data', (chunk) => {
    bytes += chunk.length
  })
  request.on('end', () => setTimeout(() => response.end(String(bytes)), work))
})

// Node exits at SIGTERM if nothing listens for it: that is `exit`.
if (stop === 'close') process.once('SIGTERM', () => server.close(() => process.exit()))
if (stop === 'graceful') gracefulServer(server, options)

await new Promise((resolve) => setTimeout(resolve, late))
server.listen(port, '127.0.0.1', () => {
  process.send?.({ port: portOf(server) })
  process.channel?.unref()
})
