// TF301: app and mesh both retry the same calls.
import { appRetries } from '../model/app.ts'
import { callsOf } from '../model/calls/calls-of.ts'
import { type Chains, chainsOf } from '../model/chains.ts'
import { timesText } from '../model/durations.ts'
import type { Workload } from '../model/workloads.ts'
import { nameOf } from '../read/resource.ts'
import type { Rule } from '../rule.ts'
import type { World } from '../world.ts'

/** F1: the number of calls to the last service is the product over all hops of (1 + app's retries)(1 + mesh's retries). */
export const doubleRetries: Rule = {
  id: 'TF301',
  severity: 'warning',
  title: 'App and mesh both retry the same calls',
  why: `Retries multiply. An app that tries three more times, over a sidecar that tries two more times, makes twelve calls out of
  one, and 144 over two such hops, just when the callee is in trouble. Measured through Envoy: 3, 6 and 9 calls on one hop,
  9, 36 and 81 on two.`,
  source: 'Envoy router documentation; Istio HTTPRetry; measured with Envoy 1.40 and app retries 0, 1, 2.',
  before: '- name: HTTP_RETRIES\n  value: "3"',
  after: '- name: HTTP_RETRIES\n  value: "0"',
  *check(world) {
    const chains = chainsOf(world)
    for (const workload of world.workloads) {
      const retries = appRetries(workload)
      for (const to of new Set(retries ? callsOf(workload, world.services).map((call) => call.to) : [])) {
        const mesh = chains.retries(to)
        if (retries === undefined || mesh === 0) continue
        const product = (1 + retries.value) * (1 + mesh)
        const chain = longest(to, chains, product, new Set([workload]), { left: mostSteps })
        const behindIt = chain.product > product ? `, and up to ${chain.product} at ${chain.end} behind it` : ''
        yield {
          place: retries.place,
          resource: workload.resource,
          message: `${nameOf(workload.resource)} retries ${timesText(retries.value)} (${retries.name}) and the mesh ${mesh} more: one call becomes up to ${product} at ${to}${behindIt}`,
          fix: 'let one side retry: the mesh, for what is safe to repeat, and set the app to 0',
        }
      }
    }
    yield* reported(world)
  },
}

function* reported({ live, routes }: World) {
  for (const { process, calls, at } of live) {
    for (const [n, { host, retries = 0 }] of calls.entries()) {
      const name = host.split('.')[0]
      const mesh = Math.max(
        0,
        ...routes
          .filter(({ hosts }) => hosts.some((to) => to.endsWith(`/${name}`)))
          .map(({ retries }) => retries?.count ?? 0),
      )
      if (retries === 0 || mesh === 0) continue
      const message = `${process} retries calls to ${host} ${timesText(retries)} and the mesh ${mesh} more: one call becomes up to ${(1 + retries) * (1 + mesh)}`
      yield { place: at(['calls', n]), message, fix: 'let one side retry' }
    }
  }
}

/** The limit on steps of one search, because twenty services that all call each other have too many paths to follow. */
const mostSteps = 10_000

/** Follows calls from callee to callee, to find where the most calls arrive within the limit on steps. */
function longest(
  host: string,
  chains: Chains,
  product: number,
  seen: Set<Workload>,
  steps: { left: number },
): { product: number; end: string } {
  let best = { product, end: host }
  const behind = chains.behind(host)
  // Without a cycle behind the host the result is known, unless the numbers are too large to be exact.
  const isExact = behind && product >= 1 && Number.isSafeInteger(product * behind.factor)
  if (isExact && behind.hops <= steps.left) {
    steps.left -= behind.hops
    return { product: product * behind.factor, end: behind.end }
  }
  if (behind && product === Number.POSITIVE_INFINITY) {
    steps.left = Math.max(0, steps.left - behind.hops)
    return best
  }
  for (const { workload, to, app, mesh } of chains.hopsAt(host)) {
    if (seen.has(workload)) continue
    if (steps.left-- <= 0) return best
    seen.add(workload)
    const next = longest(to, chains, product * app * mesh, seen, steps)
    seen.delete(workload)
    if (next.product > best.product) best = next
  }
  return best
}
