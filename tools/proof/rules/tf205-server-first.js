// TF205: where the server speaks first, detection waits for a client that waits for the server.
import { createServer } from 'node:net'
import { greeting } from './clients.js'
import { inbound } from './inbound.js'
import { protocolOf as istioProtocol } from './istio.js'
import { detection, protocolOf as linkerdProtocol } from './linkerd.js'
import { find } from './manifest.js'
import { inPlace } from './place.js'

export const serverFirst = {
  id: 'TF205',
  rows: [
    {
      what: 'a NATS client on port 4222 waits for INFO (Istio: detection without a limit)',
      about: /port 4222/,
      measure: (objects, { envoy, short }) =>
        greeted(envoy, istioProtocol(find(objects, 'Service', 'events').spec.ports[0]), 0, short ? 2500 : 20_000),
    },
    {
      what: 'a mail client on port 25 waits for 220 (Linkerd: detection of 10 s)',
      about: /port 25 /,
      // Three seconds instead of ten in the short form, so that it is seen without waiting for it.
      measure: (objects, { envoy, short }) => {
        const { metadata, spec } = find(objects, 'Service', 'mail')
        const port = spec.ports.find(({ port }) => port === 25)
        return greeted(envoy, linkerdProtocol(port, metadata.annotations), short ? 3000 : detection, 20_000)
      },
    },
  ],
}

/** Detection is not an obstacle if the greeting arrives before its time is over. */
function greeted(envoy, protocol, limit, most) {
  return inPlace(async (place) => {
    const app = await place.serve(createServer((socket) => socket.write('220 ready\r\n')))
    const sidecar = await place.sidecar(envoy, (port) => inbound({ port, app, protocol, detection: limit }))
    const first = await greeting(sidecar.port, most)
    return {
      text: first ? `greeting after ${first.after} ms` : `no greeting within ${most / 1000} s`,
      works: first !== undefined && (limit === 0 || first.after < limit),
      figures: { protocol, after: first?.after ?? null },
    }
  })
}
