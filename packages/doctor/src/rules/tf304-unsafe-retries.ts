// TF304: retries repeat calls that may have done their work.

import { meshRetryRoutes } from '../model/routes/mesh-config.ts'
import type { Route } from '../model/routes.ts'
import { nameOf } from '../read/resource.ts'
import type { Rule } from '../rule.ts'

/** Methods that are safe to repeat, by RFC 9110 section 9.2.2. */
const repeatable = /^(GET|HEAD|OPTIONS|TRACE|PUT|DELETE)$/
/** Conditions under which the app may already have done the work. */
const afterTheFact = /^(5xx|5\d\d|gateway-error|reset|retriable-4xx|internal)$/

export const unsafeRetries: Rule = {
  id: 'TF304',
  severity: 'error',
  title: 'Retries repeat calls that may have done their work',
  why: `A 5xx or a reset does not say whether the callee did the work. When every method is retried, one POST becomes two orders:
  a server that closed at 120 s made Istio send one POST three times. Istio itself removed 503 from its default in 1.24. Every call of
  gRPC is a POST, so there the method names of the service must tell which calls are safe to repeat.`,
  source: 'istio/istio#51619, #50506 (1.24); RFC 9110 section 9.2.2; measured with Envoy 1.40: 3 calls of one POST.',
  before: 'retryOn: 5xx',
  after: 'exact: GET',
  *check(world) {
    for (const route of [...world.routes, ...meshRetryRoutes(world.resources)]) {
      const { resource, retryOn, retries, methods, isGrpc = false, mesh } = route
      const bad = retryOn?.conditions.filter(isAfterTheFact) ?? []
      if (retryOn === undefined || bad.length === 0 || retries?.count === 0) continue
      if (!isGrpc && methods?.every((method) => repeatable.test(method))) continue
      const which =
        methods === undefined ? 'every method' : methods.filter((method) => !repeatable.test(method)).join(', ')
      const finding = {
        place: retryOn.field.place,
        resource,
        fix: cureOf(route),
        ...(mesh !== 'gateway' && { mesh: [mesh] }),
      }
      // A route of one gRPC method that is marked as retryable is a decision about this method.
      if (isGrpc && resource.kind === 'ServiceProfile')
        yield { ...finding, message: `${nameOf(resource)} retries gRPC methods on ${bad.join(', ')}`, severity: 'info' }
      else
        yield {
          ...finding,
          message: `${nameOf(resource)} retries ${isGrpc ? 'gRPC calls' : which} on ${bad.join(', ')}`,
        }
    }
  },
}

/** Linkerd also accepts ranges: 500-504 and 429-503 contain a 5xx. */
function isAfterTheFact(condition: string): boolean {
  const [, from, to] = /^(\d{3})-(\d{3})$/.exec(condition) ?? []
  return to === undefined ? afterTheFact.test(condition) : Number(from) <= 599 && Number(to) >= 500
}

/** What this mesh can do instead. Linkerd knows no conditions for calls that were never sent. */
function cureOf({ mesh, isGrpc, resource, retryOn }: Route): string {
  if (isGrpc || /^retry\.linkerd\.io\/grpc$/.test(String(retryOn?.field.path.at(-1))))
    return resource.kind === 'ServiceProfile'
      ? 'isRetryable only for methods that change nothing, or do the same when repeated'
      : 'retry in a GRPCRoute for the methods that are safe to repeat, or on unavailable only'
  if (mesh !== 'linkerd')
    return 'match GET and HEAD for these conditions, or retry on connect-failure,refused-stream,reset-before-request only'
  return resource.kind === 'ServiceProfile'
    ? 'isRetryable only on routes with the method GET or HEAD'
    : 'move the annotation to an HTTPRoute that matches only GET and HEAD, or leave it out'
}
