import { timesText } from '../model/durations.ts'
import { isBefore } from '../model/mesh.ts'
import { poolsByHost } from '../model/pools.ts'
import { nameOf } from '../read/resource.ts'
import type { Rule } from '../rule.ts'

export const retryBudget: Rule = {
  id: 'TF307',
  severity: 'info',
  title: 'Retries without a budget',
  why: `A count bounds the retries of one call, a budget bounds their share of all calls: only the second keeps retries from
multiplying an outage. DestinationRule has one since Istio 1.27; its percentage must be written down, since the default
was 0.2 % instead of 20 % until it was mended in March 2026.`,
  source: 'Istio DestinationRule TrafficPolicy.RetryBudget (1.27), istio/istio#59504, fixed by #59505 (2026-03-18).',
  before: 'minRetryConcurrency: 3',
  after: 'percent: 20',
  *check({ routes, pools, mesh }) {
    const hasBudgets = !isBefore(mesh.istio.version, [1, 27])
    const isBroken = hasBudgets && isBefore(mesh.istio.version, [1, 30])
    for (const { resource, policy } of pools) {
      const budget = policy.get('retryBudget')
      if (!budget.exists || budget.get('percent').exists || !isBroken) continue
      const message = `${nameOf(resource)}: retryBudget without a percentage allows 0.2 % in this version, not 20 %`
      yield { place: budget.place, resource, message, fix: 'percent: 20', mesh: ['istio'], severity: 'warning' }
    }
    for (const { resource, retries, hosts, mesh: kind } of routes) {
      if (kind !== 'istio' || !hasBudgets || (retries?.count ?? 0) < 2) continue
      const hasBudget = hosts.some((host) =>
        poolsByHost(pools)
          .get(host)
          ?.some(({ policy }) => policy.get('retryBudget').exists),
      )
      if (hasBudget) continue
      const message = `${nameOf(resource)} retries ${timesText(retries!.count)} without a budget`
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
