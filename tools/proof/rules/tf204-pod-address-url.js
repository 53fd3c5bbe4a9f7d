// TF204: an address of a pod belongs to no Service, so there is nothing to balance over and nothing to retry on.
import { createServer } from 'node:http'
import { chains, cluster, http } from '../envoy-parts.js'
import { istioRetries } from '../sidecar-config.js'
import { call } from './clients.js'
import { find, variable } from './manifest.js'
import { inPlace } from './place.js'

const calls = 20

export const podAddressUrl = {
  id: 'TF204',
  rows: [
    {
      what: `${calls} calls to LEDGER_URL after one of the ledger's two pods was replaced`,
      measure: (objects, { envoy }) =>
        inPlace(async (place) => {
          const url = variable(find(objects, 'Deployment', 'orders'), 'LEDGER_URL')
          const [gone, pod] = [await closedPort(), await place.serve(createServer((_, response) => response.end('ok')))]
          const sidecar = await place.sidecar(envoy, (port) => outbound(port, gone, pod))
          const answers = []
          for (let n = 0; n < calls; n++) answers.push((await call(sidecar.port, url)).status)
          const failed = answers.filter((status) => status !== 200).length
          return {
            text: `${new URL(url).hostname}: ${failed} of ${calls} failed`,
            works: failed === 0,
            figures: { failed },
          }
        }),
    },
  ],
}

/** Istio's way out: the Service by its name with the default retries, everything else to where the app wants it. */
function outbound(port, gone, pod) {
  const named = [{ name: ':authority', string_match: { prefix: 'ledger' } }]
  const routes = [
    { match: { prefix: '/', headers: named }, route: { cluster: 'ledger', retry_policy: istioRetries.outbound } },
    { match: { prefix: '/' }, route: { cluster: 'PassthroughCluster', timeout: '0s' } },
  ]
  return {
    listeners: [chains('out', port, [{ filters: [http('out', routes)] }])],
    clusters: [cluster('ledger', [gone, pod]), cluster('PassthroughCluster', gone)],
  }
}

/** The port of a pod that no longer exists. */
const closedPort = () => inPlace((place) => place.serve(createServer()))
