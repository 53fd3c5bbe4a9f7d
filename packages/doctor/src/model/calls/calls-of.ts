// Finds which services call which.
import type { Place } from '../../read/source.ts'
import { grouped } from '../grouped.ts'
import { serviceKey } from '../hosts.ts'
import { type Service, servicesNamed } from '../services.ts'
import type { Workload } from '../workloads.ts'
import { namedHosts } from './named-hosts.ts'

export interface Call {
  /** `namespace/service` */
  readonly to: string
  readonly place: Place
}

/** The services that a workload calls, found in its environment, its arguments and the config files that it mounts. */
export function callsOf(workload: Workload, services: readonly Service[]): readonly Call[] {
  const known = knownCalls.get(workload)
  if (known) return known
  const calls = namedHosts(workload)
    .map(({ host, place }) => ({ to: serviceKey(host, workload.namespace), place }))
    .filter(({ to }) => servicesNamed(to, services).length > 0)
  knownCalls.set(workload, calls)
  return calls
}

/** Cached because many rules need it. A workload belongs to one world, so the services are always the same. */
const knownCalls = new WeakMap<Workload, readonly Call[]>()

/** The workloads that call each service, in the order of the input. */
export function callersOf(
  workloads: readonly Workload[],
  services: readonly Service[],
): ReadonlyMap<string, readonly Workload[]> {
  const known = knownCallers.get(workloads)
  if (known) return known
  const index = grouped(workloads, (workload) => callsOf(workload, services).map(({ to }) => to))
  knownCallers.set(workloads, index)
  return index
}

const knownCallers = new WeakMap<readonly Workload[], ReadonlyMap<string, readonly Workload[]>>()
