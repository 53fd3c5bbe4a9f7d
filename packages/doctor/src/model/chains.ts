// Calls that lead to calls: who calls what behind a service, and how many calls arrive at its end at most.

import { memoize } from '../memoize.ts'
import type { World } from '../world.ts'
import { appRetries, callsOf } from './app.ts'
import { grouped } from './grouped.ts'
import { routesByHost } from './routes.ts'
import { selects, servicesNamed } from './services.ts'
import type { Workload } from './workloads.ts'

/** One call that a workload behind a host makes for each call that it gets. */
export interface Hop {
  readonly workload: Workload
  readonly to: string
  /** Tries of the app, and of the mesh. */
  readonly own: number
  readonly mesh: number
}

/** What is behind a host that no circle is behind: how many hops in all ways together, and the way on which calls become most. */
export interface Behind {
  readonly hops: number
  readonly factor: number
  readonly end: string
}

export interface Chains {
  retries(host: string): number
  hopsAt(host: string): readonly Hop[]
  /** Undefined where calls go round in circles, or where tries are no whole numbers. */
  behind(host: string): Behind | undefined
}

/** Looked up for each workload and each of its calls, so that all is found out once. */
export const chainsOf: (world: World) => Chains = memoize((world) => {
  const retries = cached((host: string) =>
    (routesByHost(world.routes).get(host) ?? []).reduce((most, route) => Math.max(most, route.retries?.count ?? 0), 0),
  )
  const hopsAt = cached((host: string) =>
    workloadsBehind(host, world).flatMap((workload): Hop[] => {
      const own = 1 + (appRetries(workload)?.value ?? 0)
      return callsOf(workload, world.services).map(({ to }) => ({ workload, to, own, mesh: 1 + retries(to) }))
    }),
  )
  const known = new Map<string, Behind | undefined>()
  return { retries, hopsAt, behind: (host) => behind(host, hopsAt, known) }
})

const workloadsByLabel = memoize((workloads: readonly Workload[]) =>
  grouped(workloads, ({ namespace, labels }) =>
    Object.entries(labels).map(([key, value]) => `${namespace}/${key}=${value}`),
  ),
)

function workloadsBehind(host: string, { services, workloads }: World): Workload[] {
  const byLabel = workloadsByLabel(workloads)
  return servicesNamed(host, services).flatMap((service) => {
    const groups = Object.entries(service.selector).map(
      ([key, value]) => byLabel.get(`${service.namespace}/${key}=${value}`) ?? [],
    )
    const [fewest = []] = groups.sort((a, b) => a.length - b.length)
    return fewest.filter((workload) => selects(service, workload))
  })
}

interface Visit {
  readonly host: string
  readonly hops: readonly Hop[]
  next: number
  found: Behind | undefined
}

/** With a list of its own instead of the call stack: a chain may be thousands of services long. */
function behind(
  start: string,
  hopsAt: (host: string) => readonly Hop[],
  known: Map<string, Behind | undefined>,
): Behind | undefined {
  const open: Visit[] = []
  const enter = (host: string) => {
    // While it is open it counts as a circle.
    known.set(host, undefined)
    open.push({ host, hops: hopsAt(host), next: 0, found: { hops: 0, factor: 1, end: host } })
  }
  if (!known.has(start)) enter(start)
  for (let visit = open.at(-1); visit !== undefined; visit = open.at(-1)) {
    const hop = visit.hops[visit.next]
    if (hop === undefined || visit.found === undefined) {
      known.set(visit.host, visit.found)
      open.pop()
    } else if (!known.has(hop.to)) enter(hop.to)
    else {
      visit.found = add(visit.found, hop, known.get(hop.to))
      visit.next += 1
    }
  }
  return known.get(start)
}

function add(sum: Behind, { own, mesh }: Hop, further: Behind | undefined): Behind | undefined {
  if (further === undefined || !Number.isInteger(own) || !Number.isInteger(mesh) || own < 1) return undefined
  const factor = own * mesh * further.factor
  const hops = sum.hops + 1 + further.hops
  return factor > sum.factor ? { hops, factor, end: further.end } : { ...sum, hops }
}

function cached<V>(make: (key: string) => V): (key: string) => V {
  const known = new Map<string, V>()
  return (key) => {
    if (!known.has(key)) known.set(key, make(key))
    return known.get(key)!
  }
}
