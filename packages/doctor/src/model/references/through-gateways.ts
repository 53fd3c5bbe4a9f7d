// Which hosts are called from a gateway: an egress gateway reads settings that sidecars leave out.
import { memoize } from '../../memoize.ts'
import type { Resource } from '../../read/resource.ts'
import { destinationsOf } from './destinations.ts'
import { type HostName, mayBeSame } from './tree.ts'

/** Whether a VirtualService of a gateway routes to this host. */
export function isThroughGateway(host: HostName, resources: readonly Resource[]): boolean {
  return hostsOf(resources).some((one) => one.name === host.name && mayBeSame(one.namespace, host.namespace))
}

const hostsOf = memoize((resources: readonly Resource[]): readonly HostName[] =>
  destinationsOf(resources).flatMap(({ resource, host }) => (isOfGateway(resource) ? [host] : [])),
)

function isOfGateway({ kind, root }: Resource): boolean {
  if (kind !== 'VirtualService') return true // a route of the Gateway API
  const gateways = root.get('spec', 'gateways').items()
  return gateways.some((one) => one.text() !== 'mesh')
}
