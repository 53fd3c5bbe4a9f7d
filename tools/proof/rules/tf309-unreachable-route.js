// TF309: Envoy, too, takes the first route that matches.
import { createServer } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { chains, cluster, http } from '../envoy-parts.js'
import { call } from './clients.js'
import { routesOf } from './istio.js'
import { find } from './manifest.js'
import { inPlace } from './place.js'

/** Ten times faster than the manifest in the short form. */
const scaleOf = (short) => (short ? 0.1 : 1)

export const unreachableRoute = {
  id: 'TF309',
  rows: [
    {
      what: 'GET /payments, which takes 3.5 s; its own route allows 5 s',
      measure: (objects, { envoy, short }) =>
        inPlace(async (place) => {
          const scale = scaleOf(short)
          const app = await place.serve(
            createServer(async (_, response) => {
              await sleep(3500 * scale)
              response.end('ok')
            }),
          )
          const routes = routesOf(find(objects, 'VirtualService'), scale)
          const sidecar = await place.sidecar(envoy, (port) => ({
            listeners: [chains('out', port, [{ filters: [http('out', routes)] }])],
            clusters: [cluster('payments', app)],
          }))
          const { status, took } = await call(sidecar.port, 'http://payments:8080/payments')
          return {
            text: `${status} after ${(took / scale / 1000).toFixed(1)} s`,
            works: status === 200,
            figures: { status, took, scale },
          }
        }),
    },
  ],
}
