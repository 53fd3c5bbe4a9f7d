// TF403: a connection pool is smaller than the calls in flight.
import { callersOf, concurrency } from '../model/app.ts'
import { istioProtocol } from '../model/protocols.ts'
import { servicesNamed } from '../model/services.ts'
import { nameOf } from '../read/resource.ts'
import type { Rule } from '../rule.ts'

/** How many calls the doctor assumes one pod has in flight. Low, so that generous limits give no finding. */
const assumedCalls = 10
const limits = [
  ['http', 'http1MaxPendingRequests'],
  ['http', 'http2MaxRequests'],
  ['tcp', 'maxConnections'],
] as const

export const poolLimits: Rule = {
  id: 'TF403',
  severity: 'warning',
  title: 'A connection pool is smaller than the number of calls in flight',
  why: `The sidecar itself answers calls above a limit of the pool: 503 with the flag UO and x-envoy-overloaded. The limits apply
  to each calling pod, and without a DestinationRule Istio sets none. Small numbers come from tutorials that want the circuit
  breaker to trip.`,
  source: 'Istio ConnectionPoolSettings, Envoy "Circuit breaking"; Istio, "Circuit Breaking" task.',
  before: 'http2MaxRequests: 5',
  after: 'http2MaxRequests: 200',
  *check({ pools, workloads, services }) {
    for (const { resource, host, policy } of pools) {
      const callers = callersOf(workloads, services).get(host) ?? []
      const given = callers.flatMap((workload) => concurrency(workload) ?? [])
      const needed = Math.max(given.length > 0 ? 0 : assumedCalls, ...given.map(({ value }) => value))
      const ports = servicesNamed(host, services).flatMap((service) => service.ports)
      const isHttp2 = ports.length > 0 && ports.every((port) => istioProtocol(port) === 'http2')
      for (const path of limits) {
        const field = policy.get('connectionPool', ...path)
        const limit = field.number()
        if (limit === undefined || limit === 0 || limit >= needed) continue
        // All calls of HTTP/2 share a connection.
        if (path[1] === 'maxConnections' && isHttp2) continue
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
