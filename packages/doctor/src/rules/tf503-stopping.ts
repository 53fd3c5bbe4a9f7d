// TF503: a pod that loses requests when it stops.
import { drainDelay } from '../model/app.ts'
import { durationText } from '../model/durations.ts'
import { routesByHost } from '../model/routes.ts'
import { servicesSelecting } from '../model/services.ts'
import type { Container, Workload } from '../model/workloads.ts'
import { nameOf } from '../read/resource.ts'
import type { RawFinding, Rule } from '../rule.ts'
import type { World } from '../world.ts'

/** Time between the last response and the end of the process, in ms. */
const margin = 1000

export const stopping: Rule = {
  id: 'TF503',
  severity: 'warning',
  title: 'A pod that cannot stop without losing requests',
  why: `Kubernetes sends SIGTERM and removes the pod from its Services at the same time, so calls still arrive for a while. A process
  that never sees the signal, because npm or a shell does not pass it on, is killed with its requests in flight. So is a
  process whose grace period is shorter than its delay and its longest request. Measured under load: exiting at once lost 777
  of 4,124 requests, 2 s of delay before closing none of 3,165. Without a readiness probe, calls arrive before the app listens.`,
  source:
    'Kubernetes, "Pod Lifecycle: Termination"; measured with Envoy 1.40, two endpoints, removal 1 s after SIGTERM.',
  before: 'command: ["npm", "start"]',
  after: 'command: ["node", "server.js"]',
  *check(world) {
    for (const workload of world.workloads) {
      const isServer = servicesSelecting(workload, world.services).length > 0
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
    const via = signalBlocker(container)
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
  const hosts = servicesSelecting(workload, services).map(({ namespace, name }) => `${namespace}/${name}`)
  const ownRoutes = hosts.flatMap((host) => routesByHost(routes).get(host) ?? [])
  const longest = ownRoutes.reduce((most, { timeout }) => Math.max(most, timeout?.ms ?? 0), 0)
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
  const serving = containers.filter(({ ports }) => containers.length === 1 || ports.length > 0)
  if (serving.length === 0 || serving.some(({ field }) => field.get('readinessProbe').exists)) return
  // Readiness does not matter if every Service publishes addresses that are not ready, as some headless Services do.
  const ownServices = servicesSelecting(workload, services)
  if (ownServices.every((service) => service.resource.root.get('spec', 'publishNotReadyAddresses').value === true))
    return
  const message = `${nameOf(resource)} is behind a Service and has no readiness probe`
  yield {
    place: serving[0]!.field.get('name').place,
    resource,
    message,
    fix: 'a readinessProbe that turns 503 when the app is told to stop',
  }
}

function signalBlocker({ words }: Container): string | undefined {
  const [first = '', second = '', third = ''] = withoutInit(words.map(({ text }) => text))
  if (/^(\S*\/)?(npm|npx|yarn|pnpm)$/.test(first)) return first.split('/').at(-1)
  if (!/^(\S*\/)?(ba|da|a)?sh$/.test(first) || !/^-[a-z]*c$/.test(second)) return undefined
  const inner = /^\s*(npm|npx|yarn|pnpm)\s/.exec(third.split(/&&|;|\n/).at(-1) ?? '')?.[1]
  if (inner) return inner
  // A shell replaces itself with a command only where the script is a single command.
  return /\bexec\s|\bwait\b|\btrap\b/.test(third) || !/&&|;|\n|\|/.test(third.trim()) ? undefined : 'sh -c'
}

/**
 * The command behind a small init, such as `tini -- npm start`. It passes SIGTERM to its child alone, so npm is still in the
 * way. Undone by tini's -g; dumb-init signals all processes unless it has -c.
 */
function withoutInit(words: readonly string[]): readonly string[] {
  const name = /^(?:\S*\/)?(tini|tini-static|docker-init|dumb-init|catatonit)$/.exec(words[0] ?? '')?.[1]
  if (name === undefined) return words
  const at = words.findIndex((word, n) => n > 0 && !word.startsWith('-'))
  const options = words.slice(1, at === -1 ? undefined : at).filter((word) => word !== '--')
  const isGroup = options.some((word) => /^(-[a-z]*g[a-z]*|--group)$/.test(word))
  const isSingle = options.some((word) => /^(-c|--single-child)$/.test(word))
  return isGroup || (name === 'dumb-init' && !isSingle) ? [] : words.slice(at === -1 ? words.length : at)
}
