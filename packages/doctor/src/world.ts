// Builds the world: everything that was read, in the shapes that rules use.
import type { LiveReport } from './live/live-report.ts'
import { memoize } from './memoize.ts'
import { type Injection, injectionOf } from './model/injection.ts'
import { type Mesh, meshOf } from './model/mesh.ts'
import { type Pool, poolsOf } from './model/pools.ts'
import { type Route, routesOf } from './model/routes.ts'
import { type Service, servicesOf } from './model/services.ts'
import { systemSettings } from './model/systems.ts'
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

export function worldOf({ resources, settings, live, mesh, kubernetes }: Inputs): World {
  const workloads = workloadsOf(resources)
  const namespaces = new Map(resources.filter(({ kind }) => kind === 'Namespace').map((space) => [space.name, space]))
  return {
    mesh: meshOf(mesh, resources, kubernetes),
    resources,
    workloads,
    services: servicesOf(resources),
    routes: routesOf(resources),
    pools: poolsOf(resources),
    settings: [...settings, ...systemSettings(resources, workloads)],
    live,
    injection: memoize((workload: Workload) => injectionOf(workload, namespaces)),
  }
}
