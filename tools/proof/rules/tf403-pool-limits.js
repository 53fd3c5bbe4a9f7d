// TF403: what exceeds the pool is answered by the sidecar itself.
import { Agent, createServer } from 'node:http'
import { cluster, listener } from '../envoy-parts.js'
import { call } from './clients.js'
import { poolOf } from './istio.js'
import { find } from './manifest.js'
import { inPlace } from './place.js'

/** What the doctor takes for a pod's concurrency when the manifests do not say it. */
const inFlight = 10

export const poolLimits = {
  id: 'TF403',
  rows: [
    {
      what: `${inFlight} calls at once to a service that answers when all have come`,
      measure: (objects, { envoy }) =>
        inPlace(async (place) => {
          const waiting = []
          const app = await place.serve(createServer((_, response) => void waiting.push(response)))
          const sidecar = await place.sidecar(envoy, (port, log) => ({
            listeners: [
              listener('out', port, { cluster: 'payments' }, { manager: log('%RESPONSE_CODE% %RESPONSE_FLAGS%') }),
            ],
            clusters: [cluster('payments', app, poolOf(find(objects, 'DestinationRule')))],
          }))
          const agent = new Agent()
          let refused = 0
          const answers = Array.from({ length: inFlight }, async () => {
            const answer = await call(sidecar.port, 'http://payments:8080/', { agent })
            if (answer.status !== 200) refused++
            return answer
          })
          while (waiting.length + refused < inFlight) await new Promise((resolve) => setTimeout(resolve, 20))
          for (const response of waiting) response.end('ok')
          const all = await Promise.all(answers)
          const overloaded = all.filter(({ headers }) => headers?.['x-envoy-overloaded'] === 'true').length
          const refusals = (await sidecar.lines(inFlight)).filter((line) => line.startsWith('503'))
          const flags = new Set(refusals.map((line) => line.split(' ')[1]))
          const told = refused > 0 ? `, ${overloaded} with x-envoy-overloaded, flag ${[...flags].join(' ')}` : ''
          return {
            text: `${refused} of ${inFlight} got 503${told}`,
            works: refused === 0,
            figures: { refused, overloaded },
          }
        }),
    },
  ],
}
