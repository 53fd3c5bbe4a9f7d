// TF301: what the app repeats, the sidecar repeats again.

import { freePorts } from '../../shared/ports.js'
import { startApp } from '../app.js'
import { chains, cluster, http } from '../envoy-parts.js'
import { routesOf } from './istio.js'
import { find, variable } from './manifest.js'
import { inPlace } from './place.js'

export const doubleRetries = {
  id: 'TF301',
  rows: [
    {
      what: 'one request, while payments cannot be reached: attempts to connect',
      measure: (objects, { envoy }) =>
        inPlace(async (place) => {
          const orders = find(objects, 'Deployment', 'orders')
          const owner = variable(orders, 'TRACEFERRY_RETRY_OWNER')
          const retries = Math.max(
            ...['HTTP_RETRIES', 'AXIOS_RETRIES'].map((name) => Number(variable(orders, name) ?? 0)),
          )
          const [closed] = await freePorts(1)
          const sidecar = await place.sidecar(envoy, (port) => ({
            listeners: [chains('out', port, [{ filters: [http('out', routesOf(find(objects, 'VirtualService')))] }])],
            clusters: [cluster('payments', closed)],
          }))
          const app = await startApp('chain.js', { next: sidecar.url, calls: 'undici', retries, owner })
          place.later(() => app.stop())
          await (await fetch(`http://127.0.0.1:${app.port}/`)).text()
          const attempts = await sidecar.stat('cluster.payments.upstream_cx_connect_fail')
          const tries = 1 + find(objects, 'VirtualService').spec.http[0].retries.attempts
          return {
            text: `${attempts} attempts (the app ${owner === 'mesh' ? 'leaves retries to the mesh' : `retries ${retries} times`})`,
            works: attempts === tries,
            figures: { attempts },
          }
        }),
      /** The number that the doctor gives is the number that was counted. */
      agrees: ({ message }, { attempts }) => message.includes(`becomes up to ${attempts} `),
    },
  ],
}
