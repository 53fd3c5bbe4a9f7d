// TF402: a limit of one request for each connection is a handshake for each request.
import { Agent, createServer } from 'node:http'
import { cluster, listener } from '../envoy-parts.js'
import { call } from './clients.js'
import { poolOf } from './istio.js'
import { find } from './manifest.js'
import { inPlace } from './place.js'

const calls = 20

export const agents = {
  id: 'TF402',
  rows: [
    {
      what: `${calls} calls, one after the other: connections between the sidecars`,
      measure: (objects, { envoy }) =>
        inPlace(async (place) => {
          const app = await place.serve(createServer((_, response) => response.end('ok')))
          const sidecar = await place.sidecar(envoy, (port) => ({
            listeners: [listener('out', port, { cluster: 'payments' })],
            clusters: [cluster('payments', app, poolOf(find(objects, 'DestinationRule')))],
          }))
          const agent = new Agent({ keepAlive: true })
          for (let n = 0; n < calls; n++) await call(sidecar.port, 'http://payments:8080/', { agent })
          agent.destroy()
          const connections = await sidecar.stat('cluster.payments.upstream_cx_total')
          return {
            text: `${connections} ${connections === 1 ? 'connection' : 'connections'}`,
            // Envoy's worker may open another one when a busy machine is late to hand the first one back.
            works: connections < calls / 4,
            figures: { connections },
          }
        }),
    },
  ],
}
