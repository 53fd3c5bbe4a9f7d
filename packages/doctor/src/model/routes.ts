// Who retries and who gives up when, on the mesh's side, in one shape for Istio, the Gateway API and Linkerd.

import { once } from '../once.ts'
import type { Resource } from '../read/resource.ts'
import { grouped } from './grouped.ts'
import { gateway } from './routes/gateway.ts'
import { annotated, profile } from './routes/linkerd.ts'
import type { Route } from './routes/route.ts'
import { virtual } from './routes/virtual-service.ts'

export type { Route, Timed } from './routes/route.ts'

/** The routes by where they lead to: `namespace/service`. */
export const routesByHost: (routes: readonly Route[]) => ReadonlyMap<string, readonly Route[]> = once((routes) =>
  grouped(routes, ({ hosts }) => hosts),
)

export function routesOf(resources: readonly Resource[]): Route[] {
  return resources.flatMap((resource) => {
    const { kind, group, root } = resource
    if (kind === 'VirtualService')
      return root
        .get('spec', 'http')
        .items()
        .map((field) => virtual(resource, field))
    if (/^(HTTP|GRPC)Route$/.test(kind))
      return root
        .get('spec', 'rules')
        .items()
        .map((field) => gateway(resource, field))
    if (kind === 'ServiceProfile')
      return root
        .get('spec', 'routes')
        .items()
        .map((field) => profile(resource, field))
    return kind === 'Service' && group === '' ? annotated(resource) : []
  })
}
