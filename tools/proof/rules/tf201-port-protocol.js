// TF201: a port that says nothing is looked at by its first bytes.
import { createServer } from 'node:http'
import { call, callOpenedAhead } from './clients.js'
import { inbound } from './inbound.js'
import { protocolOf } from './istio.js'
import { find, ms } from './manifest.js'
import { inPlace } from './place.js'

/** With a limit of time on detection, as meshes set it for the sake of server-first protocols. */
const mesh = `---
apiVersion: install.istio.io/v1alpha1
kind: IstioOperator
metadata:
  name: mesh
spec:
  meshConfig:
    protocolDetectionTimeout: 500ms
`

export const portProtocol = {
  id: 'TF201',
  rows: [
    {
      what: 'HTTP, on a connection opened 1.5 s ahead of its first request (protocolDetectionTimeout 500 ms)',
      about: /port 8080/,
      change: (text) => text + mesh,
      measure: async (objects, { envoy }) =>
        inPlace(async (place) => {
          const [port] = find(objects, 'Service', 'orders').spec.ports
          const detection = ms(find(objects, 'IstioOperator').spec.meshConfig.protocolDetectionTimeout)
          const seen = []
          const app = await place.serve(
            createServer(({ headers }, response) => {
              seen.push(headers['x-request-id'] !== undefined)
              response.end('ok')
            }),
          )
          const spans = await place.spans()
          const sidecar = await place.sidecar(
            envoy,
            (own) => inbound({ port: own, app, protocol: protocolOf(port), detection, spans }),
            spans.more,
          )
          await call(sidecar.port, 'http://orders:8080/')
          const atOnce = await spans.count(1)
          await callOpenedAhead(sidecar.port, 1500)
          const all = await spans.count(2)
          return {
            text: `${all - atOnce} of 1 spans, ${seen[1] ? 'x-request-id' : 'no x-request-id'}; without the pause ${atOnce} of 1`,
            works: all === 2 && seen[1] === true,
            figures: { atOnce, openedAhead: all - atOnce, requestId: seen[1] },
          }
        }),
    },
  ],
}
