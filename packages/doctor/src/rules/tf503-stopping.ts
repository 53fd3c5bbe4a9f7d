import { drainDelay } from '../model/app.ts'
import { durationText } from '../model/durations.ts'
import { routesByHost } from '../model/routes.ts'
import { servicesOver } from '../model/services.ts'
import type { Container, Workload } from '../model/workloads.ts'
import { nameOf } from '../read/resource.ts'
import type { RawFinding, Rule } from '../rule.ts'
import type { World } from '../world.ts'

/** Between the last response and the end of the process. */
const margin = 1000

export const stopping: Rule = {
  id: 'TF503',
  severity: 'warning',
  title: 'A pod that cannot stop without losing requests',
  why: `Kubernetes sends SIGTERM and takes the pod out of its Services at the same time, so calls still arrive for a while. A process
that never sees the signal, since npm or a shell stands in between, is killed with its requests in flight; so is one
whose grace period is shorter than its delay and its longest request. Measured under load: exit at once loses 777
of 4,124 requests, 2 s of delay before closing none of 3,165. Without a readiness probe calls come before the app listens.`,
  source:
    'Kubernetes, "Pod Lifecycle: Termination"; measured with Envoy 1.40, two endpoints, removal 1 s after SIGTERM.',
  before: 'command: ["npm", "start"]',
  after: 'command: ["node", "server.js"]',
  *check(world) {
    for (const workload of world.workloads) {
      const isServer = servicesOver(workload, world.services).length > 0
      if (!isServer || /^(off|never)$/.test(world.injection(workload)) || /^(Job|CronJob)$/.test(workload.kind))
        continue
      yield* signal(workload)
      yield* grace(workload, world)
      yield* readiness(workload, world)
    }
  },
}

function* signal(workload: Workload): Iterable<RawFinding> {
  for (const container of workload.containers) {
    const via = swallower(container)
    if (via === undefined) continue
    yield {
      place: container.words[0]!.field.place,
      resource: workload.resource,
      message: `${nameOf(workload.resource)}: container ${container.name} starts through ${via}, which does not pass SIGTERM on`,
      fix:
        via === 'sh -c'
          ? 'start the program itself, or put exec before it'
          : "start the program itself: command: ['node', 'server.js']",
    }
  }
}

function* grace(workload: Workload, { services, routes }: World): Iterable<RawFinding> {
  const delay = drainDelay(workload)
  const field = workload.pod.get('terminationGracePeriodSeconds')
  const period = (field.number() ?? 30) * 1000
  const hosts = servicesOver(workload, services).map(({ namespace, name }) => `${namespace}/${name}`)
  const own = hosts.flatMap((host) => routesByHost(routes).get(host) ?? [])
  const longest = own.reduce((most, { timeout }) => Math.max(most, timeout?.ms ?? 0), 0)
  const needed = (delay?.value ?? 0) + longest + margin
  if (needed < period || (!delay && longest === 0)) return
  const requests = longest > 0 ? ` and requests of up to ${durationText(longest)}` : ' and a second to end'
  yield {
    place: field.exists ? field.place : (delay?.place ?? workload.resource.root.get('kind').place),
    resource: workload.resource,
    message: `${nameOf(workload.resource)} is killed after ${durationText(period)}, and needs ${durationText(needed)}: ${durationText(delay?.value ?? 0)} of delay${requests}`,
    fix: `terminationGracePeriodSeconds: ${Math.ceil(needed / 1000) + 5}`,
  }
}

function* readiness(workload: Workload, { services }: World): Iterable<RawFinding> {
  const { containers, resource } = workload
  const reached = containers.filter(({ ports }) => containers.length === 1 || ports.length > 0)
  if (reached.length === 0 || reached.some(({ field }) => field.get('readinessProbe').exists)) return
  // Without a Service that is called by name nobody waits for readiness: a headless one that publishes all addresses.
  const own = servicesOver(workload, services)
  if (own.every((service) => service.resource.root.get('spec', 'publishNotReadyAddresses').value === true)) return
  const message = `${nameOf(resource)} is behind a Service and has no readiness probe`
  yield {
    place: reached[0]!.field.get('name').place,
    resource,
    message,
    fix: 'a readinessProbe that turns 503 when the app is told to stop',
  }
}

function swallower({ words }: Container): string | undefined {
  const [first = '', second = '', third = ''] = words.map(({ text }) => text)
  if (/^(\S*\/)?(npm|npx|yarn|pnpm)$/.test(first)) return first.split('/').at(-1)
  if (!/^(\S*\/)?(ba|da|a)?sh$/.test(first) || !/^-[a-z]*c$/.test(second)) return undefined
  const inner = /^\s*(npm|npx|yarn|pnpm)\s/.exec(third.split(/&&|;|\n/).at(-1) ?? '')?.[1]
  if (inner) return inner
  // A shell runs its last command in its own place only where the script is one command.
  return /\bexec\s|\bwait\b|\btrap\b/.test(third) || !/&&|;|\n|\|/.test(third.trim()) ? undefined : 'sh -c'
}
