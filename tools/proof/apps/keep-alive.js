// A server with Node's idle timeout scaled down, or the one that gracefulServer sets. It computes for 4 of every 10 ms, as
// an app does: what arrives meanwhile is read after the timers have run, and then the connection may be closed already.
import { createServer } from 'node:http'
import { gracefulServer } from '@traceferry/sidecar'
import { portOf } from '../../shared/listen.js'

const { keepAliveTimeout, options } = JSON.parse(process.env.PROOF ?? '')

const server = createServer((request, response) => request.resume().on('end', () => response.end('ok')))
if (keepAliveTimeout !== undefined) server.keepAliveTimeout = keepAliveTimeout
if (options !== undefined) gracefulServer(server, options)

setInterval(() => {
  for (const start = performance.now(); performance.now() - start < 4; );
}, 10)

server.listen(0, '127.0.0.1', () => {
  process.send?.({ port: portOf(server) })
  process.channel?.unref()
})
