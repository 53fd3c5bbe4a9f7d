// TF403: a connection pool is smaller than the calls in flight.
import { concurrency } from '../model/app.ts'
import { callersOf } from '../model/calls/calls-of.ts'
import { istioProtocol } from '../model/protocols.ts'
import { servicesNamed } from '../model/services.ts'
import type { Field } from '../read/field.ts'
import { nameOf, type Resource } from '../read/resource.ts'
import type { RawFinding, Rule } from '../rule.ts'

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
      yield* perConnection(resource, policy)
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

/** Envoy's own limit on retries at the same time. */
const envoyRetries = 3

/** Limits that do not refuse a first try: calls that cannot share a connection, and retries that are not made. */
function* perConnection(resource: Resource, policy: Field): Iterable<RawFinding> {
  const streams = policy.get('connectionPool', 'http', 'maxConcurrentStreams')
  if (streams.number() === 1) {
    const message = `${nameOf(resource)}: maxConcurrentStreams 1 gives each HTTP/2 call in flight a connection of its own`
    yield { place: streams.place, resource, message, fix: 'leave it out, or 100 and more', mesh: ['istio'] }
  }
  const retries = policy.get('connectionPool', 'http', 'maxRetries')
  const most = retries.number()
  // Istio takes 0 as not set.
  if (most === undefined || most < 1 || most >= envoyRetries) return
  const message = `${nameOf(resource)}: maxRetries ${most} allows ${most} ${most === 1 ? 'retry' : 'retries'} at a time to the whole host, so other calls that fail then are not retried`
  yield {
    place: retries.place,
    resource,
    message,
    fix: 'retryBudget with a percentage, or a larger number',
    mesh: ['istio'],
  }
}
