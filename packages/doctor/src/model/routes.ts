// Reads the mesh's retries and timeouts, in one shape for Istio, the Gateway API and Linkerd.

import { memoize } from '../memoize.ts'
import type { Resource } from '../read/resource.ts'
import { grouped } from './grouped.ts'
import { serviceKey } from './hosts.ts'
import { gatewayRoute } from './routes/gateway.ts'
import { annotationRoutes, profileRoute } from './routes/linkerd.ts'
import type { Route } from './routes/route.ts'
import { virtualServiceRoute } from './routes/virtual-service.ts'

export type { Route, Timed } from './routes/route.ts'

/** The routes to each host, `namespace/service`. */
export const routesByHost: (routes: readonly Route[]) => ReadonlyMap<string, readonly Route[]> = memoize((routes) =>
  grouped(routes, ({ hosts }) => hosts),
)

/**
 * Left out is what no proxy reads: Linkerd takes nothing from the annotations of a headless Service (TF207), or of a Service that has a
 * ServiceProfile (TF306).
 */
export function routesOf(resources: readonly Resource[]): Route[] {
  const profiles = profilesIn(resources)
  const isRead = ({ name, namespace, root }: Resource) =>
    root.get('spec', 'clusterIP').text() !== 'None' && !profiles.has(serviceKey(name, namespace))
  return resources.flatMap((resource) => {
    const { kind, group, root } = resource
    if (kind === 'VirtualService')
      return root
        .get('spec', 'http')
        .items()
        .map((field) => virtualServiceRoute(resource, field))
    if (/^(HTTP|GRPC)Route$/.test(kind))
      return root
        .get('spec', 'rules')
        .items()
        .map((field) => gatewayRoute(resource, field))
    if (kind === 'ServiceProfile')
      return root
        .get('spec', 'routes')
        .items()
        .map((field) => profileRoute(resource, field))
    return kind === 'Service' && group === '' && isRead(resource) ? annotationRoutes(resource) : []
  })
}

/** The ServiceProfiles, by the Service that they are for: `namespace/service`. */
export function profilesIn(resources: readonly Resource[]): ReadonlyMap<string, Resource> {
  const profiles = resources.filter(({ kind }) => kind === 'ServiceProfile')
  return new Map(profiles.map((one) => [serviceKey(one.name, one.namespace), one]))
}
