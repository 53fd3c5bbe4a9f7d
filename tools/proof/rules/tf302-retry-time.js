// TF302: a try that may take as long as the whole call leaves no time for another.
import { createServer } from 'node:http'
import { chains, cluster, http } from '../envoy-parts.js'
import { call } from './clients.js'
import { routesOf } from './istio.js'
import { find } from './manifest.js'
import { inPlace } from './place.js'

export const retryTime = {
  id: 'TF302',
  rows: ['payments', 'ledger'].map((name) => ({
    what: `${name}: a GET whose first try hangs, and whose second would be answered at once`,
    about: new RegExp(name),
    measure: (objects, { envoy }) => hanging(envoy, find(objects, 'VirtualService', name)),
  })),
}

function hanging(envoy, virtualService) {
  return inPlace(async (place) => {
    let tries = 0
    const app = await place.serve(createServer((_, response) => tries++ > 0 && response.end('ok')))
    const sidecar = await place.sidecar(envoy, (port) => ({
      listeners: [chains('out', port, [{ filters: [http('out', routesOf(virtualService))] }])],
      clusters: [cluster(virtualService.metadata.name, app)],
    }))
    const { status, took } = await call(sidecar.port, 'http://127.0.0.1/')
    return {
      text: `${status} after ${(took / 1000).toFixed(1)} s, ${tries} ${tries === 1 ? 'try' : 'tries'}`,
      works: status === 200 && tries > 1,
      figures: { status, tries, took },
    }
  })
}
