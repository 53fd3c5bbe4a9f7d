// Reads the sidecar's connection pools: from DestinationRule and Sidecar.inboundConnectionPool.

import { memoize } from '../memoize.ts'
import type { Field } from '../read/field.ts'
import type { Resource } from '../read/resource.ts'
import { milliseconds } from './durations.ts'
import { grouped } from './grouped.ts'
import { serviceKey } from './hosts.ts'
import { type Service, servicesSelecting } from './services.ts'
import type { Workload } from './workloads.ts'

export interface Pool {
  readonly resource: Resource
  readonly host: string
  /** A trafficPolicy of the whole host, of one port or of one subset. */
  readonly policy: Field
  /** Its position in the list of all pools. */
  readonly n: number
}

/** Every trafficPolicy of every DestinationRule. */
export function poolsOf(resources: readonly Resource[]): Pool[] {
  return resources
    .filter(({ kind }) => kind === 'DestinationRule')
    .flatMap((resource) => {
      const spec = resource.root.get('spec')
      const host = serviceKey(spec.get('host').text() ?? '', resource.namespace)
      const tops = [spec, ...spec.get('subsets').items()].map((owner) => owner.get('trafficPolicy'))
      const all = tops.flatMap((policy) => [policy, ...policy.get('portLevelSettings').items()])
      return all.filter(({ exists }) => exists).map((policy) => ({ resource, host, policy }))
    })
    .map((pool, n) => ({ ...pool, n }))
}

export interface Idle {
  readonly ms: number
  readonly field: Field
}

/**
 * How long the sidecar keeps an idle HTTP connection to its app. Istio reads Sidecar.inboundConnectionPool first, then the
 * DestinationRule of the host. With neither it is 1 h.
 */
export function inboundIdle(
  workload: Workload,
  services: readonly Service[],
  resources: readonly Resource[],
  pools: readonly Pool[],
): Idle | undefined {
  for (const { root } of sidecarsIn(resources).get(workload.namespace) ?? []) {
    const labels = Object.entries(root.get('spec', 'workloadSelector', 'labels').record())
    if (!labels.every(([key, value]) => workload.labels[key] === value)) continue
    const found = idleOf(root.get('spec', 'inboundConnectionPool', 'http', 'idleTimeout'))
    if (found) return found
  }
  const hosts = new Set(servicesSelecting(workload, services).map(({ namespace, name }) => `${namespace}/${name}`))
  const candidates = [...hosts].flatMap((host) => poolsByHost(pools).get(host) ?? [])
  // If there are several, the first in the input counts.
  for (const { policy } of candidates.sort((a, b) => a.n - b.n)) {
    const found = idleOf(policy.get('connectionPool', 'http', 'idleTimeout'))
    if (found) return found
  }
  return undefined
}

/** The pools of each host. */
export const poolsByHost: (pools: readonly Pool[]) => ReadonlyMap<string, readonly Pool[]> = memoize((pools) =>
  grouped(pools, ({ host }) => [host]),
)

const sidecarsIn = memoize((resources: readonly Resource[]) =>
  grouped(
    resources.filter(({ kind }) => kind === 'Sidecar'),
    ({ namespace }) => [namespace],
  ),
)

function idleOf(field: Field): Idle | undefined {
  const ms = milliseconds(field.text())
  return ms === undefined ? undefined : { ms, field }
}
