import { inWords } from '../model/durations.ts'
import type { Route, Timed } from '../model/routes.ts'
import { nameOf } from '../read/resource.ts'
import type { Found, Rule } from '../rule.ts'

export const retryTime: Rule = {
  id: 'TF302',
  severity: 'error',
  title: 'The timeout leaves no time for the retries',
  why: `A route's timeout includes its retries, and a call that runs into it is not retried: the caller gets 504. With a limit per
try at or above the timeout no retry ever starts; with less than (1 + retries) times the limit, the last ones do not.`,
  source:
    'Envoy router: x-envoy-max-retries, route timeout; Gateway API: backendRequest <= request; Linkerd "Timeouts".',
  before: 'perTryTimeout: 2s',
  after: 'perTryTimeout: 500ms',
  *check({ routes }) {
    for (const route of routes) {
      const { timeout, perTry, retries, resource } = route
      if (timeout === undefined || perTry === undefined || timeout.ms === 0 || perTry.ms === 0) continue
      const problem = problemOf(route, timeout, perTry)
      if (problem === undefined) continue
      const count = retries?.count ?? 0
      yield {
        place: perTry.field.place,
        resource,
        message: `${nameOf(resource)}: ${problem}`,
        fix: `a limit per try of at most ${inWords(Math.floor(timeout.ms / (1 + count)))}, or a timeout of at least ${inWords(perTry.ms * (1 + count))}`,
      } satisfies Found
    }
  },
}

function problemOf({ mesh, retries }: Route, timeout: Timed, perTry: Timed): string | undefined {
  const count = retries?.count ?? 0
  const [one, all] = [inWords(perTry.ms), inWords(timeout.ms)]
  if (mesh === 'gateway' && perTry.ms > timeout.ms) return `backendRequest ${one} is longer than request ${all}`
  if (count === 0) return undefined
  if (perTry.ms >= timeout.ms) return `a try may take ${one} and the whole call ${all}: no retry ever starts`
  const needed = perTry.ms * (1 + count)
  return needed > timeout.ms
    ? `${1 + count} tries of ${one} need ${inWords(needed)}, and the whole call may take ${all}`
    : undefined
}
