import { callersOf, concurrency } from '../model/app.ts'
import { nameOf } from '../read/resource.ts'
import type { Rule } from '../rule.ts'

/** What one pod is taken to have in flight when nobody says; generous limits stay silent. */
const usual = 10
const limits = [
  ['http', 'http1MaxPendingRequests'],
  ['http', 'http2MaxRequests'],
  ['tcp', 'maxConnections'],
] as const

export const poolLimits: Rule = {
  id: 'TF403',
  severity: 'warning',
  title: 'A connection pool is smaller than what its callers have in flight',
  why: `What exceeds a limit of the pool is answered by the sidecar itself: 503 with the flag UO and x-envoy-overloaded. The limits
hold for each calling pod, and without a DestinationRule Istio sets none. Small numbers come from tutorials that want
the breaker to trip.`,
  source: 'Istio ConnectionPoolSettings, Envoy circuit breakers (P7); Istio, "Circuit Breaking" task.',
  before: 'http2MaxRequests: 5',
  after: 'http2MaxRequests: 200',
  *check({ pools, workloads, services }) {
    for (const { resource, host, policy } of pools) {
      const callers = callersOf(workloads, services).get(host) ?? []
      const told = callers.flatMap((workload) => concurrency(workload) ?? [])
      const needed = Math.max(told.length > 0 ? 0 : usual, ...told.map(({ value }) => value))
      for (const path of limits) {
        const field = policy.get('connectionPool', ...path)
        const limit = field.number()
        if (limit === undefined || limit === 0 || limit >= needed) continue
        const pods = callers.reduce((sum, { replicas }) => sum + replicas, 0)
        const all = pods > 1 ? `, ${limit * pods} for the ${pods} of them` : ''
        yield {
          place: field.place,
          resource,
          message: `${nameOf(resource)}: ${path[1]} is ${limit} for each calling pod${all}, and a pod may have ${needed} calls in flight`,
          fix: `raise it above the peak, or say what that is: traceferry.dev/concurrency on the callers`,
          mesh: ['istio'],
        }
      }
    }
  },
}
