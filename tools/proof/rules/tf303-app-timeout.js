// TF303: the app gives up while its sidecar goes on, or neither ever gives up.
import { createServer } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { chains, cluster, http } from '../envoy-parts.js'
import { call } from './clients.js'
import { routesOf } from './istio.js'
import { find, variable } from './manifest.js'
import { inPlace } from './place.js'

/** Longer than any limit of the good manifest, in ms. */
const patience = 5000

export const appTimeout = {
  id: 'TF303',
  rows: [
    {
      what: 'payments takes 0.7 s, within the route’s timeout',
      about: /PAYMENTS_TIMEOUT_MS/,
      measure: (objects, { envoy }) =>
        inPlace(async (place) => {
          const timeout = Number(variable(find(objects, 'Deployment', 'orders'), 'PAYMENTS_TIMEOUT_MS'))
          const app = createServer(async (_, response) => {
            await sleep(700)
            response.end('ok')
          })
          const sidecar = await outbound(place, envoy, find(objects, 'VirtualService', 'payments'), app)
          const { status, error } = await fetch(sidecar.url, { signal: AbortSignal.timeout(timeout) })
            .then(async (response) => ({ status: response.status, error: await response.text().then(() => undefined) }))
            .catch(({ name }) => ({ status: undefined, error: name }))
          const [flags] = await sidecar.lines()
          return {
            text: `the app gave up after ${timeout} ms at the latest: ${status ?? error}, Envoy's flags ${flags}`,
            works: status === 200 && flags === '-',
            figures: { status: status ?? null, error: error ?? null, flags },
          }
        }),
    },
    {
      what: 'ledger never answers, and the app has no timeout',
      about: /ledger/,
      measure: (objects, { envoy }) =>
        inPlace(async (place) => {
          const app = createServer(() => {})
          const sidecar = await outbound(place, envoy, find(objects, 'VirtualService', 'ledger'), app)
          const { status, error, took } = await call(sidecar.port, 'http://ledger:8080/', { timeout: patience })
          return {
            text: status ? `${status} after ${(took / 1000).toFixed(1)} s` : `no answer within ${patience / 1000} s`,
            works: status === 504 && error === undefined,
            figures: { status: status ?? null, took },
          }
        }),
    },
  ],
}

async function outbound(place, envoy, virtualService, server) {
  const app = await place.serve(server)
  return await place.sidecar(envoy, (port, log) => ({
    listeners: [
      chains('out', port, [{ filters: [http('out', routesOf(virtualService), { manager: log('%RESPONSE_FLAGS%') })] }]),
    ],
    clusters: [cluster(virtualService.metadata.name, app)],
  }))
}
