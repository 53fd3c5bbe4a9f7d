// TF303: the app gives up before the mesh does, or neither ever does.
import { appTimeouts, type Hint } from '../model/app.ts'
import { callersOf, callsOf } from '../model/calls/calls-of.ts'
import { durationText, timesText } from '../model/durations.ts'
import { type Route, routesByHost } from '../model/routes.ts'
import { nameOf } from '../read/resource.ts'
import type { RawFinding, Rule } from '../rule.ts'
import type { World } from '../world.ts'

/** How much longer than the mesh the app should wait, in ms, so that the sidecar's response can arrive. */
const margin = 250

/** F3: the app must wait longer than the sidecar works; otherwise the sidecar works in vain. */
export const appTimeout: Rule = {
  id: 'TF303',
  severity: 'warning',
  title: 'The app gives up before the mesh does, or neither ever does',
  why: `When the app's timeout is shorter, the sidecar keeps working, with retries, for a caller that is gone: flag DC, work done
  twice, and retries that can never help. Where neither has a timeout, a call may hang for 300 s, Node's default for headers.
  Istio's route timeout is off by default.`,
  source:
    'Istio HTTPRoute.timeout (disabled by default); undici headersTimeout 300 s; measured: 500 ms under a route of 2 s.',
  before: '- name: PAYMENTS_TIMEOUT_MS\n  value: "500"',
  after: '- name: PAYMENTS_TIMEOUT_MS\n  value: "2500"',
  *check(world) {
    for (const workload of world.workloads) {
      const hints = appTimeouts(workload)
      for (const to of new Set(callsOf(workload, world.services).map((call) => call.to))) {
        const hint = hintFor(to, hints)
        for (const route of (hint && routesByHost(world.routes).get(to)) ?? []) {
          const mesh = meshTime(route)
          if (mesh === undefined || hint!.value > mesh) continue
          yield {
            place: hint!.place,
            resource: workload.resource,
            message: `${nameOf(workload.resource)} gives up on ${to} after ${durationText(hint!.value)} (${hint!.name}), ${nameOf(route.resource)} goes on for ${durationText(mesh)}`,
            fix: `give the app ${durationText(mesh + margin)} or more, or the route less than ${durationText(hint!.value)}`,
          }
        }
      }
    }
    yield* endless(world)
    yield* reported(world)
  },
}

/** Finds retries without any time limit. Each of them may hang as long as the first try. */
function* endless({ routes, workloads, services }: World): Iterable<RawFinding> {
  for (const { resource, retries, timeout, perTry, hosts, mesh } of routes) {
    if (mesh !== 'istio' || !retries || retries.count === 0 || timeout?.ms || perTry?.ms) continue
    const callers = hosts.flatMap((host) => callersOf(workloads, services).get(host) ?? [])
    const hasLimit = callers.some((workload) => {
      const called = callsOf(workload, services).find(({ to }) => hosts.includes(to))
      return called && hintFor(called.to, appTimeouts(workload))
    })
    if (hasLimit) continue
    yield {
      place: retries.field.place,
      resource,
      message: `${nameOf(resource)} retries ${timesText(retries.count)} and limits neither a try nor the whole call`,
      fix: 'set timeout, and perTryTimeout to at most timeout / (1 + attempts)',
    }
  }
}

function* reported({ live, routes }: World): Iterable<RawFinding> {
  for (const { process, calls, at } of live) {
    for (const [n, { host, timeout }] of calls.entries()) {
      const name = host.split('.')[0]
      const route = routes.find(({ hosts }) => hosts.some((to) => to.endsWith(`/${name}`)))
      const mesh = route && meshTime(route)
      if (!timeout || !mesh || timeout > mesh) continue
      const message = `${process} gives up on ${host} after ${durationText(timeout)}, ${nameOf(route.resource)} goes on for ${durationText(mesh)}`
      yield { place: at(['calls', n]), message, fix: `give the app ${durationText(mesh + margin)} or more` }
    }
  }
}

/** How long the mesh may work on a call. */
function meshTime({ timeout, perTry, retries }: Route): number | undefined {
  if (timeout && timeout.ms > 0) return timeout.ms
  return perTry && perTry.ms > 0 && retries ? perTry.ms * (1 + retries.count) : undefined
}

/** The variable that names the service (PAYMENTS_TIMEOUT_MS), otherwise a general one. */
function hintFor(host: string, hints: readonly Hint[]): Hint | undefined {
  const name = host.split('/')[1]!.toUpperCase().replaceAll('-', '_')
  const general =
    /^((HTTP|REQUEST|CLIENT|UPSTREAM|API|AXIOS|FETCH|GOT|CALL|OUTBOUND|SERVICE|DEFAULT)_)*(TIMEOUT|DEADLINE)/
  return (
    hints.find((hint) => hint.name.startsWith(`${name}_`)) ??
    hints.find((hint) => general.test(hint.name) || hint.name.includes('/'))
  )
}
