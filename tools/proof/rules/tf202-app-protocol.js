// TF202: a port that Linkerd takes for opaque bytes has no spans, no routes, no retries, and nothing says so.
import { createServer } from 'node:http'
import { createServer as createHttp2Server } from 'node:http2'
import { WebSocketServer } from 'ws'
import { callHttp2, callWebSocket } from './clients.js'
import { inbound } from './inbound.js'
import { protocolOf } from './linkerd.js'
import { find } from './manifest.js'
import { inPlace } from './place.js'

export const appProtocol = {
  id: 'TF202',
  rows: [
    {
      what: 'gRPC on port 9000 (HTTP/2), by Linkerd’s table',
      about: /port 9000/,
      measure: (objects, { envoy }) =>
        traced(objects, envoy, 'api', {
          to: 'http2',
          app: (place) => place.serve(createHttp2Server((_, response) => response.end('ok'))),
          call: callHttp2,
        }),
    },
    {
      what: 'WebSocket on port 9001, by Linkerd’s table',
      about: /port 9001/,
      measure: (objects, { envoy }) =>
        traced(objects, envoy, 'chat', {
          to: 'http',
          app: (place) => {
            const server = createServer()
            const sockets = new WebSocketServer({ server })
            sockets.on('connection', (socket) => socket.on('message', () => socket.send('ok')))
            return place.serve(server)
          },
          call: callWebSocket,
        }),
    },
  ],
}

function traced(objects, envoy, name, { to, app, call }) {
  return inPlace(async (place) => {
    const port = find(objects, 'Service', 'orders').spec.ports.find((one) => one.name === name)
    const protocol = protocolOf(port)
    const [behind, spans] = [await app(place), await place.spans()]
    const sidecar = await place.sidecar(
      envoy,
      (own) => inbound({ port: own, app: behind, protocol, to, spans }),
      spans.more,
    )
    const answer = await call(sidecar.port)
    const count = await spans.count(1)
    const figures = { protocol, answer, spans: count }
    return {
      text: `${port.appProtocol}: answered, ${count} of 1 spans`,
      works: answer === 'ok' && count === 1,
      figures,
    }
  })
}
