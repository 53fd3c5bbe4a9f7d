// TF305: which of the headers by which an app asks for a timeout its sidecar obeys.
import { startChain } from '../chain.js'
import { call } from './clients.js'
import { find, ms, variable } from './manifest.js'

export const strippedHeaders = {
  id: 'TF305',
  rows: [
    {
      what: 'a call to a service that takes 2 s, with a header that asks for 300 ms',
      about: /x-envoy-upstream-rq-timeout-ms/,
      measure: async (objects, { envoy }) => {
        const header = variable(find(objects, 'Deployment', 'orders'), 'TIMEOUT_HEADER')
        const route = objects.find(({ kind }) => kind === 'VirtualService')?.spec.http[0]
        // Longer than the call, so that it is the header that ends it.
        const timeout = `${(route ? ms(route.timeout) * 5 : 0) / 1000}s`
        const chain = await startChain(envoy, {
          hops: 2,
          settings: (hop) => (hop === 1 ? { work: 2000 } : {}),
          out: { timeout },
        })
        try {
          const headers = { [header]: header === 'grpc-timeout' ? '300m' : '300' }
          const { status, took } = await call(Number(new URL(chain.out).port), 'http://payments:8080/', { headers })
          return {
            text: `${header}: ${status} after ${(took / 1000).toFixed(1)} s`,
            works: status === 504 && took < 1500,
            figures: { header, status, took },
          }
        } finally {
          await chain.stop()
        }
      },
    },
  ],
}
