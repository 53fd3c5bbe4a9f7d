// TF206: the sidecar has one way in for a port, and two Services call it by two protocols.
import { createServer } from 'node:http'
import { call } from './clients.js'
import { inbound } from './inbound.js'
import { protocolOf } from './istio.js'
import { inPlace } from './place.js'

export const portConflict = {
  id: 'TF206',
  rows: [
    {
      what: 'a request to port 8080, when the one and when the other Service is the older one',
      measure: async (objects, { envoy }) => {
        const counts = {}
        for (const { metadata, spec } of objects.filter(({ kind }) => kind === 'Service'))
          counts[metadata.name] = await spansWith(envoy, protocolOf(spec.ports[0]))
        const text = Object.entries(counts).map(([name, count]) => `${name} older: ${count} of 1 spans`)
        return { text: text.join('; '), works: Object.values(counts).every((count) => count === 1), figures: counts }
      },
    },
  ],
}

function spansWith(envoy, protocol) {
  return inPlace(async (place) => {
    const app = await place.serve(createServer((_, response) => response.end('ok')))
    const spans = await place.spans()
    const sidecar = await place.sidecar(envoy, (port) => inbound({ port, app, protocol, spans }), spans.more)
    await call(sidecar.port, 'http://orders:8080/')
    return await spans.count(1)
  })
}
