// Builds the world: everything that was read, in the shapes that rules use.
import type { LiveReport } from './live/live-report.ts'
import { memoize } from './memoize.ts'
import { isL4OnlyHost } from './model/ambient.ts'
import { type Injection, injectionOf } from './model/injection.ts'
import { type Mesh, meshOf } from './model/mesh.ts'
import { type Pool, poolsOf } from './model/pools.ts'
import { type Route, routesByHost, routesOf } from './model/routes.ts'
import { type Service, servicesOf } from './model/services.ts'
import { systemSettings } from './model/systems.ts'
import { withoutOwned } from './model/without-owned.ts'
import { type Workload, workloadsOf } from './model/workloads.ts'
import type { Resource } from './read/resource.ts'
import type { Settings } from './read/settings.ts'

/** Everything that was read, in the shapes that rules use. Built once; rules only read it. */
export interface World {
  readonly mesh: Mesh
  readonly resources: readonly Resource[]
  readonly workloads: readonly Workload[]
  readonly services: readonly Service[]
  readonly routes: readonly Route[]
  readonly pools: readonly Pool[]
  /** Settings of ZooKeeper, Cassandra, Elasticsearch, Redis and NiFi, from files, ConfigMap keys and environments. */
  readonly settings: readonly Settings[]
  readonly live: readonly LiveReport[]
  injection(workload: Workload): Injection
}

export interface Inputs {
  readonly resources: readonly Resource[]
  readonly settings: readonly Settings[]
  readonly live: readonly LiveReport[]
  /** As the user wrote them: `istio@1.30`, `linkerd@2.20`, `none`. */
  readonly mesh: readonly string[]
  /** Such as `1.33`. */
  readonly kubernetes?: string | undefined
}

/** Whether an ingress gateway carries a route out: `gateways` of a VirtualService, or a parent of a Gateway API route. */
function isAtGateway({ root }: Resource): boolean {
  const gateways = root.get('spec', 'gateways').items()
  const parents = root.get('spec', 'parentRefs').items()
  return (
    gateways.some((gateway) => gateway.text() !== 'mesh') ||
    parents.some((parent) => (parent.get('kind').text() ?? 'Gateway') === 'Gateway')
  )
}

export function worldOf({ resources: all, settings, live, mesh, kubernetes }: Inputs): World {
  const resources = withoutOwned(all)
  const workloads = workloadsOf(resources)
  const isL4 = (host: string) => isL4OnlyHost(host, { resources })
  // In ambient mode without a waypoint nothing reads HTTP. Linkerd's settings are for another mesh, and a gateway is a proxy itself.
  const routes = routesOf(resources).filter(
    ({ mesh: kind, hosts, resource }) =>
      kind === 'linkerd' || hosts.length === 0 || isAtGateway(resource) || !hosts.every(isL4),
  )
  const namespaces = new Map(resources.filter(({ kind }) => kind === 'Namespace').map((space) => [space.name, space]))
  return {
    mesh: meshOf(mesh, all, kubernetes),
    resources,
    workloads,
    services: servicesOf(resources),
    routes,
    pools: poolsOf(resources).filter(({ host }) => !isL4(host) || routesByHost(routes).has(host)),
    settings: [...settings, ...systemSettings(resources, workloads)],
    live,
    injection: memoize((workload: Workload) => injectionOf(workload, namespaces)),
  }
}
