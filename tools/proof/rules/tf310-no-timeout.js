// TF310: a route without a timeout waits for ever.
import { createServer } from 'node:http'
import { chains, cluster, http } from '../envoy-parts.js'
import { call } from './clients.js'
import { routesOf } from './istio.js'
import { find } from './manifest.js'
import { inPlace } from './place.js'

/** Longer than the timeout of the good manifest, in ms. */
const patience = 5000

export const noTimeout = {
  id: 'TF310',
  rows: [
    {
      what: 'payments never answers, and the caller has no timeout',
      measure: (objects, { envoy }) =>
        inPlace(async (place) => {
          const app = await place.serve(createServer(() => {}))
          const sidecar = await place.sidecar(envoy, (port) => ({
            listeners: [chains('out', port, [{ filters: [http('out', routesOf(find(objects, 'VirtualService')))] }])],
            clusters: [cluster('payments', app)],
          }))
          const { status, took } = await call(sidecar.port, 'http://payments:8080/', { timeout: patience })
          return {
            text: status ? `${status} after ${(took / 1000).toFixed(1)} s` : `no answer within ${patience / 1000} s`,
            works: status === 504,
            figures: { status: status ?? null, took },
          }
        }),
    },
  ],
}
