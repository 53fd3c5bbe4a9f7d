// TF203: TLS of the app's own, through a sidecar that expects HTTP.
import { createServer } from 'node:http'
import { call } from './clients.js'
import { inbound } from './inbound.js'
import { protocolOf } from './istio.js'
import { find, variable } from './manifest.js'
import { inPlace } from './place.js'

export const httpsInMesh = {
  id: 'TF203',
  rows: [
    {
      what: 'a call to PAYMENTS_URL, whose port is declared as HTTP and serves plain text',
      about: /PAYMENTS_URL/,
      measure: (objects, { envoy }) =>
        inPlace(async (place) => {
          const url = variable(find(objects, 'Deployment', 'orders'), 'PAYMENTS_URL')
          const [port] = find(objects, 'Service', 'payments').spec.ports
          const app = await place.serve(createServer((_, response) => response.end('ok')))
          const spans = await place.spans()
          const sidecar = await place.sidecar(
            envoy,
            (own) => inbound({ port: own, app, protocol: protocolOf(port), spans }),
            spans.more,
          )
          const { status, error } = await call(sidecar.port, url, { timeout: 5000 })
          const count = await spans.count(1)
          const { protocol } = new URL(url)
          return {
            text: `${protocol}//: ${status ?? error}, ${count} of 1 spans`,
            works: status === 200 && count === 1,
            figures: { protocol, status: status ?? null, error: error ?? null, spans: count },
          }
        }),
    },
  ],
}
