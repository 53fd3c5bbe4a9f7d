// TF302: a timeout leaves no time for the retries.
import { durationText } from '../model/durations.ts'
import type { Route, Timed } from '../model/routes.ts'
import { nameOf } from '../read/resource.ts'
import type { RawFinding, Rule } from '../rule.ts'

export const retryTime: Rule = {
  id: 'TF302',
  severity: 'error',
  title: 'Retries that never start: no time or no attempts are left for them',
  why: `A route's timeout includes its retries, and when it ends the call there is no retry: the caller gets 504. With a limit per
  try at or above the timeout, no retry ever starts. With a timeout below (1 + retries) times the limit, the last retries do
  not start. And a try that reaches its own limit is retried only where retryOn has 5xx, gateway-error or reset. Istio retries nothing
  where retries has no attempts, and refuses the VirtualService (IST0106).`,
  source:
    'Envoy router: x-envoy-max-retries, route timeout; Gateway API: backendRequest <= request; Linkerd "Timeouts"; measured with Envoy 1.40: 13 conditions.',
  before: 'perTryTimeout: 2s',
  after: 'perTryTimeout: 500ms',
  *check({ routes }) {
    for (const route of routes) {
      yield* uncovered(route)
      yield* withoutAttempts(route)
      const { timeout, perTry, retries, resource } = route
      if (timeout === undefined || perTry === undefined || timeout.ms === 0 || perTry.ms === 0) continue
      const problem = problemOf(route, timeout, perTry)
      if (problem === undefined) continue
      const count = retries?.count ?? 0
      yield {
        ...(route.mesh !== 'gateway' && { mesh: [route.mesh] }),
        place: perTry.field.place,
        resource,
        message: `${nameOf(resource)}: ${problem}`,
        fix: `a limit per try of at most ${durationText(Math.floor(timeout.ms / (1 + count)))}, or a timeout of at least ${durationText(perTry.ms * (1 + count))}`,
      } satisfies RawFinding
    }
  },
}

/**
 * Finds a limit per try that ends the whole call. Envoy answers 504 at the limit, and only these conditions make it retry.
 * Istio's default has none of them (measured: 5xx, gateway-error and reset, out of 13).
 */
function* uncovered({ mesh, retries, retryOn, perTry, resource }: Route): Iterable<RawFinding> {
  if (mesh !== 'istio' || !perTry?.ms || !retries?.count) return
  if (retryOn?.conditions.some((condition) => /^(5xx|gateway-error|reset)$/.test(condition))) return
  const which = retryOn ? `retryOn ${retryOn.conditions.join(',')}` : "Istio's default retryOn"
  yield {
    place: perTry.field.place,
    resource,
    message: `${nameOf(resource)}: a try that takes longer than ${durationText(perTry.ms)} ends the call, since ${which} does not cover it`,
    fix: 'add reset to retryOn, on routes that match GET or HEAD only (TF304), or leave perTryTimeout out',
    severity: 'warning',
    mesh: ['istio'],
  }
}

/** Other settings of `retries` without attempts, which Istio refuses. */
function* withoutAttempts({ mesh, field, resource }: Route): Iterable<RawFinding> {
  const retries = field.get('retries')
  const others = ['retryOn', 'perTryTimeout'].filter((key) => retries.get(key).exists)
  if (mesh !== 'istio' || (retries.get('attempts').number() ?? 0) !== 0 || others.length === 0) return
  yield {
    place: retries.get(others[0]!).place,
    resource,
    message: `${nameOf(resource)}: retries has ${others.join(' and ')} and no attempts, so nothing is retried, and Istio refuses the object (IST0106)`,
    fix: 'attempts: 2, or leave retries out',
    mesh: ['istio'],
  }
}

function problemOf({ mesh, retries }: Route, timeout: Timed, perTry: Timed): string | undefined {
  const count = retries?.count ?? 0
  const [one, all] = [durationText(perTry.ms), durationText(timeout.ms)]
  if (mesh === 'gateway' && perTry.ms > timeout.ms) return `backendRequest ${one} is longer than request ${all}`
  if (count === 0) return undefined
  if (perTry.ms >= timeout.ms) return `a try may take ${one} and the whole call ${all}: no retry ever starts`
  const needed = perTry.ms * (1 + count)
  return needed > timeout.ms
    ? `${1 + count} tries of ${one} need ${durationText(needed)}, and the whole call may take ${all}`
    : undefined
}
