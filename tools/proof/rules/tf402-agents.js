// TF402: a limit of one request for each connection is a handshake for each request.
import { Agent, createServer } from 'node:http'
import { join } from 'node:path'
import { startApp } from '../app.js'
import { cluster, listener } from '../envoy-parts.js'
import { call } from './clients.js'
import { poolOf } from './istio.js'
import { find } from './manifest.js'
import { inPlace } from './place.js'
import { examined } from './reported.js'

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
    {
      what: `a running service makes ${calls} calls, with new http.Agent() or with keepAlive: true`,
      live: (which, { envoy }) => called(envoy, { keepAlive: which === 'good' }),
    },
  ],
}

/** The service's report is what the doctor reads, and Envoy counts its connections. */
function called(envoy, agent) {
  return inPlace(async (place) => {
    const callee = await place.serve(createServer((_, response) => response.end('ok')))
    const sidecar = await place.sidecar(envoy, (port) => ({
      listeners: [listener('out', port, { cluster: 'payments' })],
      clusters: [cluster('payments', callee)],
    }))
    const report = join(place.folder, 'report.json')
    const app = await startApp('chain.js', { next: sidecar.url, calls: 'agent', agent, report })
    place.later(() => app.stop())
    for (let n = 0; n < calls; n++) await (await fetch(`http://127.0.0.1:${app.port}/`)).text()
    const connections = await sidecar.stat('http.out.downstream_cx_total')
    return {
      text: `${connections} ${connections === 1 ? 'connection' : 'connections'} to its sidecar`,
      works: connections < calls / 4,
      figures: { connections },
      findings: await examined('TF402', report, calls),
    }
  })
}
