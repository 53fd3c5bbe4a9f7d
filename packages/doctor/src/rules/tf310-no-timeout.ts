// TF310: routes without a timeout, where the callers have none either.
import { appTimeouts } from '../model/app.ts'
import { callersOf } from '../model/calls/calls-of.ts'
import type { Route } from '../model/routes.ts'
import type { Resource } from '../read/resource.ts'
import { nameOf } from '../read/resource.ts'
import type { Rule } from '../rule.ts'
import type { World } from '../world.ts'

export const noTimeout: Rule = {
  id: 'TF310',
  severity: 'info',
  title: 'Routes without a timeout',
  why: `Istio gives a route no timeout of its own: without one, a call waits as long as its caller does, in Node 300 s for the
  headers. One slow service then holds the sockets and the memory of all that call it. Streams are an exception.`,
  source: 'Istio, "Virtual Service: HTTPRoute.timeout" (default is disabled); undici headersTimeout 300 s.',
  before: '- route: [{ destination: { host: payments } }]',
  after: 'timeout: 2s',
  *check(world) {
    const seen = new Set<Resource>()
    for (const route of world.routes) {
      const { resource, field } = route
      if (resource.kind !== 'VirtualService' || seen.has(resource) || isLimited(route, world)) continue
      seen.add(resource)
      yield {
        place: field.place,
        resource,
        message: `${nameOf(resource)}: calls have no timeout here, and none of their callers says that it has one`,
        fix: 'timeout: the longest time in which an answer is of use',
        mesh: ['istio'],
      }
    }
  },
}

/** Whether something ends a call: the route, the app, or that it is not a call at all (a redirect). Retries without limits are TF303. */
function isLimited({ timeout, perTry, retries, field, hosts }: Route, { workloads, services }: World): boolean {
  if (timeout || perTry || (retries && retries.count > 0) || hosts.length === 0) return true
  if (['redirect', 'directResponse', 'delegate', 'fault'].some((key) => field.get(key).exists)) return true
  const callers = hosts.flatMap((host) => callersOf(workloads, services).get(host) ?? [])
  return callers.some((workload) => appTimeouts(workload).length > 0)
}
