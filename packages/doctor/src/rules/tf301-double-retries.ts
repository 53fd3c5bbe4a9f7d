import { appRetries, callsOf } from '../model/app.ts'
import { timesText } from '../model/durations.ts'
import { selects, servicesNamed } from '../model/services.ts'
import type { Workload } from '../model/workloads.ts'
import { nameOf } from '../read/resource.ts'
import type { Rule } from '../rule.ts'
import type { World } from '../world.ts'

/** F1: the calls that reach the last service are the product over all hops of (1 + app's retries)(1 + mesh's retries). */
export const doubleRetries: Rule = {
  id: 'TF301',
  severity: 'warning',
  title: 'App and mesh both retry the same calls',
  why: `Retries multiply: an app that tries three more times, over a sidecar that tries twice more, makes twelve calls out of
one, and over two such hops 144, at the very moment when the callee is in trouble. Measured through Envoy: 3, 6 and 9
calls on one hop, 9, 36 and 81 on two.`,
  source: 'Envoy router documentation; Istio HTTPRetry; measured with Envoy 1.40 and app retries 0, 1, 2.',
  before: '- name: HTTP_RETRIES\n  value: "3"',
  after: '- name: HTTP_RETRIES\n  value: "0"',
  *check(world) {
    for (const workload of world.workloads) {
      const retries = appRetries(workload)
      for (const to of new Set(retries ? callsOf(workload, world.services).map((call) => call.to) : [])) {
        const mesh = meshRetries(to, world)
        if (retries === undefined || mesh === 0) continue
        const product = (1 + retries.value) * (1 + mesh)
        const chain = longest(to, world, product, new Set([workload]), { left: most })
        const further = chain.product > product ? `, and up to ${chain.product} at ${chain.end} behind it` : ''
        yield {
          place: retries.place,
          resource: workload.resource,
          message: `${nameOf(workload.resource)} retries ${timesText(retries.value)} (${retries.name}) and the mesh ${mesh} more: one call becomes up to ${product} at ${to}${further}`,
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

function meshRetries(host: string, { routes }: World): number {
  return Math.max(0, ...routes.filter(({ hosts }) => hosts.includes(host)).map(({ retries }) => retries?.count ?? 0))
}

/** Steps of one search: where twenty services all call each other there are more ways than can be followed. */
const most = 10_000

/** Follows the calls of the callee, and of its callees, to where most calls arrive, as far as it gets. */
function longest(
  host: string,
  world: World,
  product: number,
  seen: ReadonlySet<Workload>,
  steps: { left: number },
): { product: number; end: string } {
  let best = { product, end: host }
  for (const workload of workloadsBehind(host, world)) {
    if (seen.has(workload)) continue
    const own = 1 + (appRetries(workload)?.value ?? 0)
    for (const { to } of callsOf(workload, world.services)) {
      if (steps.left-- <= 0) return best
      const tries = product * own * (1 + meshRetries(to, world))
      const next = longest(to, world, tries, new Set([...seen, workload]), steps)
      if (next.product > best.product) best = next
    }
  }
  return best
}

function workloadsBehind(host: string, { services, workloads }: World): Workload[] {
  return servicesNamed(host, services).flatMap((service) => workloads.filter((workload) => selects(service, workload)))
}
