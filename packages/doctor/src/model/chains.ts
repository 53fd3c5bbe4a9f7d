// Follows calls from service to service, and computes how many calls can arrive at the last one.

import { memoize } from '../memoize.ts'
import type { World } from '../world.ts'
import { appRetries } from './app.ts'
import { callsOf } from './calls/calls-of.ts'
import { routesByHost } from './routes.ts'
import { servicesNamed, workloadsSelectedBy } from './services.ts'
import type { Workload } from './workloads.ts'

/** One call that a workload behind a host makes for each call it gets. */
export interface Hop {
  readonly workload: Workload
  readonly to: string
  /** Tries by the app, and by the mesh. */
  readonly app: number
  readonly mesh: number
}

/** All hops behind a host without a cycle: their number over all paths, and the path on which calls multiply the most. */
export interface Behind {
  readonly hops: number
  readonly factor: number
  readonly end: string
}

export interface Chains {
  retries(host: string): number
  hopsAt(host: string): readonly Hop[]
  /** Undefined where calls form a cycle, or where a number of tries is not a whole number. */
  behind(host: string): Behind | undefined
}

/** Memoized, because rules look it up for each call of each workload. */
export const chainsOf: (world: World) => Chains = memoize((world) => {
  const retries = cached((host: string) =>
    (routesByHost(world.routes).get(host) ?? []).reduce((most, route) => Math.max(most, route.retries?.count ?? 0), 0),
  )
  const hopsAt = cached((host: string) =>
    workloadsBehind(host, world).flatMap((workload): Hop[] => {
      const app = 1 + (appRetries(workload)?.value ?? 0)
      return callsOf(workload, world.services).map(({ to }) => ({ workload, to, app, mesh: 1 + retries(to) }))
    }),
  )
  const known = new Map<string, Behind | undefined>()
  return { retries, hopsAt, behind: (host) => behind(host, hopsAt, known) }
})

function workloadsBehind(host: string, { services, workloads }: World): Workload[] {
  return servicesNamed(host, services).flatMap((service) => workloadsSelectedBy(service, workloads))
}

interface Visit {
  readonly host: string
  readonly hops: readonly Hop[]
  next: number
  sum: Behind | undefined
}

/** Uses a list instead of recursion, because a chain may be thousands of services long. */
function behind(
  start: string,
  hopsAt: (host: string) => readonly Hop[],
  known: Map<string, Behind | undefined>,
): Behind | undefined {
  const open: Visit[] = []
  const enter = (host: string) => {
    // While a host is open, coming back to it means a cycle.
    known.set(host, undefined)
    open.push({ host, hops: hopsAt(host), next: 0, sum: { hops: 0, factor: 1, end: host } })
  }
  if (!known.has(start)) enter(start)
  for (let visit = open.at(-1); visit !== undefined; visit = open.at(-1)) {
    const hop = visit.hops[visit.next]
    if (hop === undefined || visit.sum === undefined) {
      known.set(visit.host, visit.sum)
      open.pop()
    } else if (!known.has(hop.to)) enter(hop.to)
    else {
      visit.sum = add(visit.sum, hop, known.get(hop.to))
      visit.next += 1
    }
  }
  return known.get(start)
}

function add(sum: Behind, { app, mesh }: Hop, rest: Behind | undefined): Behind | undefined {
  if (rest === undefined || !Number.isInteger(app) || !Number.isInteger(mesh) || app < 1) return undefined
  const factor = app * mesh * rest.factor
  const hops = sum.hops + 1 + rest.hops
  return factor > sum.factor ? { hops, factor, end: rest.end } : { ...sum, hops }
}

function cached<V>(make: (key: string) => V): (key: string) => V {
  const known = new Map<string, V>()
  return (key) => {
    if (!known.has(key)) known.set(key, make(key))
    return known.get(key)!
  }
}
