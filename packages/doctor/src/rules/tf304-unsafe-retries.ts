// TF304: retries repeat calls that may have done their work.
import { meshRetryRoutes } from '../model/routes/mesh-config.ts'
import { nameOf } from '../read/resource.ts'
import type { Rule } from '../rule.ts'

/** Methods that are safe to repeat, by RFC 9110 section 9.2.2. */
const repeatable = /^(GET|HEAD|OPTIONS|TRACE|PUT|DELETE)$/
/** Conditions under which the app may already have done the work. */
const afterTheFact = /^(5xx|5\d\d|500-599|gateway-error|reset|retriable-4xx|internal)$/

export const unsafeRetries: Rule = {
  id: 'TF304',
  severity: 'error',
  title: 'Retries repeat calls that may have done their work',
  why: `A 5xx or a reset does not say whether the callee did the work. When every method is retried, one POST becomes two orders:
  a server that closed at 120 s made Istio send one POST three times. Istio itself removed 503 from its default in 1.24.`,
  source: 'istio/istio#51619, #50506 (1.24); RFC 9110 section 9.2.2; measured with Envoy 1.40: 3 calls of one POST.',
  before: 'retryOn: 5xx',
  after: 'exact: GET',
  *check({ routes, resources }) {
    for (const { resource, retryOn, retries, methods } of [...routes, ...meshRetryRoutes(resources)]) {
      const bad = retryOn?.conditions.filter((condition) => afterTheFact.test(condition)) ?? []
      if (retryOn === undefined || bad.length === 0 || retries?.count === 0) continue
      if (methods?.every((method) => repeatable.test(method))) continue
      const which =
        methods === undefined ? 'every method' : methods.filter((method) => !repeatable.test(method)).join(', ')
      yield {
        place: retryOn.field.place,
        resource,
        message: `${nameOf(resource)} retries ${which} on ${bad.join(', ')}`,
        fix: 'match GET and HEAD for these conditions, or retry on connect-failure,refused-stream,reset-before-request only',
      }
    }
  },
}
