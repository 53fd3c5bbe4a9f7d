// Finds the workloads whose pods a Service selects.
import { memoize } from '../memoize.ts'
import type { World } from '../world.ts'
import { grouped } from './grouped.ts'
import { mayBeSame } from './references/tree.ts'
import { type Service, servicesSelecting } from './services.ts'
import type { Workload } from './workloads.ts'

/** The workloads behind each Service, in its own namespace. */
export const podsBehind: (world: World) => ReadonlyMap<Service, readonly Workload[]> = memoize(
  ({ workloads, services }: World) => grouped(workloads, (workload) => servicesSelecting(workload, services)),
)

/** Whether some pods have all labels of a selector, where a namespace that is not written may be any. */
export function isSelectedAnywhere({ selector, namespace }: Service, world: World): boolean {
  const groups = Object.entries(selector).map(([key, value]) => labeled(world).get(`${key}=${value}`) ?? [])
  const [fewest = []] = groups.sort((a, b) => a.length - b.length)
  return fewest.some(
    (pod) =>
      mayBeSame(pod.namespace, namespace) &&
      Object.entries(selector).every(([key, value]) => pod.labels[key] === value),
  )
}

const labeled = memoize(({ workloads }: World) =>
  grouped(workloads, ({ labels }) => Object.entries(labels).map(([key, value]) => `${key}=${value}`)),
)
