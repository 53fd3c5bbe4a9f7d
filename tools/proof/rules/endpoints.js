// What istiod makes of Services, DestinationRules and pods: a cluster for each port and subset, whose endpoints are the pods that the
// selector has and that listen on the targetPort; and of a VirtualService: a route to the cluster of its destination.
import { createServer } from 'node:http'
import { chains, cluster, http } from '../envoy-parts.js'
import { call } from './clients.js'
import { inPlace } from './place.js'

const nameOf = (host, subset, port) => `outbound|${port}|${subset ?? ''}|${host}`

/** The answer to a call of the first Service, through a sidecar that was given all of this, and Envoy's flags. */
export function answerOf(objects, { envoy }) {
  return inPlace(async (place) => {
    const app = await place.serve(createServer((_, response) => response.end('ok')))
    const clusters = objects
      .filter(({ kind }) => kind === 'Service')
      .flatMap((service) => clustersOf(service, objects, app))
    // As with routes that istiod sends: Envoy does not ask whether their clusters exist.
    const config = { validate_clusters: false }
    const routes = routesOf(objects)
    const sidecar = await place.sidecar(envoy, (port, log) => ({
      listeners: [
        chains('out', port, [{ filters: [http('out', routes, { manager: log('%RESPONSE_FLAGS%'), config })] }]),
      ],
      clusters,
    }))
    const { status } = await call(sidecar.port, 'http://payments:8080/')
    const [flags] = await sidecar.lines()
    return {
      text: `${status}${flags === '-' ? '' : `, Envoy's flags ${flags}`}`,
      works: status === 200,
      figures: { status, flags },
    }
  })
}

function clustersOf({ metadata: { name }, spec: { selector, ports } }, objects, app) {
  const pods = objects.filter(({ kind }) => kind === 'Deployment').map(({ spec }) => spec.template)
  const subsets = objects.find(({ kind, spec }) => kind === 'DestinationRule' && spec.host === name)?.spec.subsets ?? []
  return ports.flatMap(({ port, targetPort = port }) =>
    [{ name: undefined, labels: {} }, ...subsets].map((subset) => {
      const behind = pods.filter((pod) => has(pod, { ...selector, ...subset.labels }) && listens(pod, targetPort))
      return cluster(
        nameOf(name, subset.name, port),
        behind.map(() => app),
      )
    }),
  )
}

const has = ({ metadata }, labels) => Object.entries(labels).every(([key, value]) => metadata.labels[key] === value)

const listens = ({ spec }, targetPort) =>
  typeof targetPort === 'number' ||
  spec.containers.some(({ ports = [] }) => ports.some(({ name }) => name === targetPort))

/** Without a VirtualService all calls go to the Service itself. */
function routesOf(objects) {
  const { metadata, spec } = objects.find(({ kind }) => kind === 'Service')
  const [http] = objects.find(({ kind }) => kind === 'VirtualService')?.spec.http ?? []
  const { host = metadata.name, subset, port } = http?.route[0].destination ?? {}
  const to = nameOf(host, subset, port?.number ?? spec.ports[0].port)
  return [{ match: { prefix: '/' }, route: { cluster: to, timeout: '5s' } }]
}
