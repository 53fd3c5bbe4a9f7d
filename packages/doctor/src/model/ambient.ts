// Which namespaces are in Istio's ambient mode, and which Services have a waypoint.
import { memoize } from '../memoize.ts'
import type { Resource } from '../read/resource.ts'
import type { World } from '../world.ts'

export interface Ambient {
  /** Whether the manifests put this namespace into ambient mode. */
  isAmbient(namespace: string): boolean
  /** Whether the namespace, or the Service or ServiceEntry of this name, is told to use a waypoint. */
  hasWaypoint(namespace: string, name?: string): boolean
}

export const ambientOf: (world: World) => Ambient = memoize(({ resources }: World): Ambient => {
  const spaces = new Map<string, Resource>()
  const waypoints = new Set<string>()
  for (const resource of resources) {
    if (resource.kind === 'Namespace') spaces.set(resource.name, resource)
    const label = labelOf(resource, 'istio.io/use-waypoint')
    if (label === undefined || label === 'none') continue
    if (resource.kind === 'Namespace') waypoints.add(resource.name)
    else if (/^(Service|ServiceEntry)$/.test(resource.kind)) waypoints.add(`${resource.namespace}/${resource.name}`)
  }
  return {
    isAmbient: (namespace) => {
      const space = spaces.get(namespace)
      if (space === undefined || labelOf(space, 'istio.io/dataplane-mode') !== 'ambient') return false
      // A label that asks for sidecars wins.
      return labelOf(space, 'istio-injection') !== 'enabled' && labelOf(space, 'istio.io/rev') === undefined
    },
    hasWaypoint: (namespace, name) =>
      waypoints.has(namespace) || (name !== undefined && waypoints.has(`${namespace}/${name}`)),
  }
})

function labelOf({ root }: Resource, key: string): string | undefined {
  return root.get('metadata', 'labels', key).text()
}
