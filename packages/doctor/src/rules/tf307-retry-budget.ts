// TF307: retries without a retry budget.
import { timesText } from '../model/durations.ts'
import { isBefore, type Version } from '../model/mesh.ts'
import { poolsByHost } from '../model/pools.ts'
import { nameOf } from '../read/resource.ts'
import type { Rule, Severity } from '../rule.ts'

export const retryBudget: Rule = {
  id: 'TF307',
  severity: 'info',
  title: 'Retries without a retry budget',
  why: `A count limits the retries of one call. A retry budget limits their share of all calls, and only that keeps retries from
  multiplying an outage. DestinationRule has retryBudget since Istio 1.27. Write its percentage down: before 1.28.6, 1.29.2 and
  1.30 the default was 0.2 % instead of 20 %.`,
  source:
    'Istio DestinationRule TrafficPolicy.RetryBudget (1.27), istio/istio#59504; release notes of 1.28.6 and 1.29.2.',
  before: 'minRetryConcurrency: 3',
  after: 'percent: 20',
  *check({ routes, pools, mesh }) {
    const hasRetryBudgets = !isBefore(mesh.istio.version, [1, 27])
    const broken = brokenDefault(mesh.istio.version)
    for (const { resource, policy } of pools) {
      const limit = policy.get('retryBudget')
      if (!limit.exists || limit.get('percent').exists || broken === undefined) continue
      const message = `${nameOf(resource)}: retryBudget without a percentage allows 0.2 % ${broken.when}, not 20 %`
      yield { place: limit.place, resource, message, fix: 'percent: 20', mesh: ['istio'], severity: broken.severity }
    }
    for (const { resource, retries, hosts, mesh: kind } of routes) {
      if (kind !== 'istio' || !hasRetryBudgets || (retries?.count ?? 0) < 2) continue
      const isLimited = hosts.some((host) =>
        poolsByHost(pools)
          .get(host)
          ?.some(({ policy }) => policy.get('retryBudget').exists),
      )
      if (isLimited) continue
      const message = `${nameOf(resource)} retries ${timesText(retries!.count)} without a retry budget`
      yield {
        place: retries!.field.place,
        resource,
        message,
        fix: 'a DestinationRule with retryBudget: { percent: 20 }',
        mesh: ['istio'],
      }
    }
  },
}

/** The first patch releases with the right default. 1.27 never got it. */
const fixedIn: Readonly<Record<number, number>> = { 28: 6, 29: 2 }

/** Whether this version has the wrong default. Without a patch release nothing proves it. */
function brokenDefault([, minor, patch]: Version): { when: string; severity: Severity } | undefined {
  if (minor === 27) return { when: 'in this version', severity: 'warning' }
  const fixed = fixedIn[minor]
  if (fixed === undefined || (patch !== undefined && patch >= fixed)) return undefined
  return patch === undefined
    ? { when: `before 1.${minor}.${fixed}`, severity: 'info' }
    : { when: 'in this version', severity: 'warning' }
}
