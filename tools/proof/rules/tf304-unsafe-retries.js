// TF304: an answer of 503 does not tell whether the work was done.
import { createServer } from 'node:http'
import { chains, cluster, http } from '../envoy-parts.js'
import { call } from './clients.js'
import { routesOf } from './istio.js'
import { find } from './manifest.js'
import { inPlace } from './place.js'

export const unsafeRetries = {
  id: 'TF304',
  rows: [
    {
      what: 'one POST that does its work and answers 503, and one GET that answers 503',
      measure: (objects, { envoy }) =>
        inPlace(async (place) => {
          const done = { GET: 0, POST: 0 }
          const app = await place.serve(
            createServer(({ method }, response) => {
              done[method]++
              response.writeHead(503).end()
            }),
          )
          const sidecar = await place.sidecar(envoy, (port) => ({
            listeners: [chains('out', port, [{ filters: [http('out', routesOf(find(objects, 'VirtualService')))] }])],
            clusters: [cluster('payments', app)],
          }))
          for (const method of ['POST', 'GET']) await call(sidecar.port, 'http://payments:8080/', { method })
          return {
            text: `the POST was done ${done.POST} ${done.POST === 1 ? 'time' : 'times'}, the GET tried ${done.GET} times`,
            works: done.POST === 1 && done.GET > 1,
            figures: done,
          }
        }),
    },
  ],
}
