// Finds what has only a proxy of the node (ztunnel) in front of it: in ambient mode without a waypoint nothing reads HTTP, so
// routes, retries, timeouts and protocol detection do not exist there.
import { memoize } from '../memoize.ts'
import type { Resource } from '../read/resource.ts'
import type { Service } from './services.ts'

type Seen = Readonly<{ resources: readonly Resource[] }>

const mode = 'istio.io/dataplane-mode'
const waypoint = 'istio.io/use-waypoint'

/** Whether the manifests put a namespace into ambient mode. A label that asks for sidecars wins. */
export function isAmbient(namespace: string, seen: Seen): boolean {
  const labels = indexOf(seen).namespaces.get(namespace)
  return labels?.[mode] === 'ambient' && labels['istio-injection'] !== 'enabled' && labels['istio.io/rev'] === undefined
}

/** Whether calls to a Service meet no proxy that reads HTTP: its namespace is in ambient mode, and it has no waypoint. */
export function isL4Only(service: Pick<Service, 'name' | 'namespace'>, seen: Seen): boolean {
  const { namespaces, waypoints } = indexOf(seen)
  const labels = namespaces.get(service.namespace)
  if (labels === undefined || !isAmbient(service.namespace, seen)) return false
  const own = waypoints.get(`${service.namespace}/${service.name}`) ?? labels[waypoint] ?? 'none'
  return own === 'none'
}

/** The same for the key of a host, `namespace/service`. */
export function isL4OnlyHost(host: string, seen: Seen): boolean {
  const [namespace = '', name = ''] = host.split('/')
  return isL4Only({ namespace, name }, seen)
}

const indexes = memoize((resources: readonly Resource[]) => {
  const namespaces = new Map<string, Record<string, string>>()
  const waypoints = new Map<string, string>()
  for (const { kind, group, name, namespace, root } of resources) {
    const labels = root.get('metadata', 'labels')
    if (kind === 'Namespace') namespaces.set(name, labels.record())
    else if (((kind === 'Service' && group === '') || kind === 'ServiceEntry') && labels.get(waypoint).exists)
      waypoints.set(`${namespace}/${name}`, labels.get(waypoint).text() ?? '')
  }
  return { namespaces, waypoints }
})

function indexOf({ resources }: Seen) {
  return indexes(resources)
}
