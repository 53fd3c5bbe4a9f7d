// TF307: retries without a retry budget.
import { timesText } from '../model/durations.ts'
import { isBefore } from '../model/mesh.ts'
import { poolsByHost } from '../model/pools.ts'
import { nameOf } from '../read/resource.ts'
import type { Rule } from '../rule.ts'

export const retryBudget: Rule = {
  id: 'TF307',
  severity: 'info',
  title: 'Retries without a retry budget',
  why: `A count limits the retries of one call. A retry budget limits their share of all calls, and only that keeps retries from
  multiplying an outage. DestinationRule has retryBudget since Istio 1.27. Write its percentage down: until a fix in March
  2026 the default was 0.2 % instead of 20 %.`,
  source: 'Istio DestinationRule TrafficPolicy.RetryBudget (1.27), istio/istio#59504, fixed by #59505 (2026-03-18).',
  before: 'minRetryConcurrency: 3',
  after: 'percent: 20',
  *check({ routes, pools, mesh }) {
    const hasRetryBudgets = !isBefore(mesh.istio.version, [1, 27])
    const isBroken = hasRetryBudgets && isBefore(mesh.istio.version, [1, 30])
    for (const { resource, policy } of pools) {
      const limit = policy.get('retryBudget')
      if (!limit.exists || limit.get('percent').exists || !isBroken) continue
      const message = `${nameOf(resource)}: retryBudget without a percentage allows 0.2 % in this version, not 20 %`
      yield { place: limit.place, resource, message, fix: 'percent: 20', mesh: ['istio'], severity: 'warning' }
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
