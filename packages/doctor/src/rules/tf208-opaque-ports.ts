// TF208: a port is opaque for the Service and not for its pods, or the other way round.
import { memoize } from '../memoize.ts'
import { podsBehind } from '../model/pods-behind.ts'
import { linkerdOpaque } from '../model/protocols.ts'
import { containerPort, type Service } from '../model/services.ts'
import type { Workload } from '../model/workloads.ts'
import { nameOf, type Resource } from '../read/resource.ts'
import type { Rule } from '../rule.ts'
import type { World } from '../world.ts'

const annotation = 'config.linkerd.io/opaque-ports'

export const opaquePortsDiffer: Rule = {
  id: 'TF208',
  severity: 'warning',
  title: 'A port is opaque for the Service and not for its pods',
  why: `Linkerd reads config.linkerd.io/opaque-ports in two places. The Service's tells the callers, the pod's tells the proxy that gets
  the call, and the pod's counts when somebody calls the pod itself. Where only one has the port, one side detects the protocol: a
  server that speaks first then waits 10 s. A Namespace's annotation is for both.`,
  source:
    'Linkerd, "Protocol Detection: Marking ports as opaque"; linkerd check --proxy, "opaque ports are properly annotated".',
  before: 'config.linkerd.io/opaque-ports: "5433"',
  after: 'config.linkerd.io/opaque-ports: "5432,5433"',
  *check(world) {
    for (const [service, pods] of podsBehind(world)) {
      for (const pod of pods.slice(0, 10)) {
        const own = rangesOf(service.annotations[annotation] ?? inherited(service, world))
        const other = rangesOf(pod.annotations[annotation] ?? inherited(service, world))
        if (service.annotations[annotation] === undefined && pod.annotations[annotation] === undefined) continue
        const port = service.ports.find((one) => {
          const target = containerPort(one, pod)
          return one.transport === 'TCP' && target !== undefined && holds(own, one.port) !== holds(other, target)
        })
        if (port === undefined) continue
        const target = containerPort(port, pod)!
        const isService = holds(own, port.port)
        yield {
          place: placeOf(service, pod),
          resource: service.annotations[annotation] === undefined ? pod.resource : service.resource,
          message: `port ${isService ? port.port : target} is opaque for ${isService ? nameOf(service.resource) : nameOf(pod.resource)} and not for ${isService ? nameOf(pod.resource) : nameOf(service.resource)}`,
          fix: `the same ports in both: ${annotation} on the Service has ${port.port}, on the pod template ${target}`,
          mesh: ['linkerd'],
        }
      }
    }
  },
}

function placeOf(service: Service, pod: Workload) {
  const own = service.resource.root.get('metadata', 'annotations', annotation)
  return own.exists ? own.place : pod.meta.get('annotations', annotation).place
}

function inherited({ namespace }: Service, { resources }: World): string | undefined {
  return spacesOf(resources).get(namespace)?.root.get('metadata', 'annotations', annotation).text()
}

const spacesOf = memoize(
  (resources: readonly Resource[]) =>
    new Map(resources.filter(({ kind }) => kind === 'Namespace').map((space) => [space.name, space])),
)

function rangesOf(text: string | undefined): readonly (readonly [number, number])[] {
  if (text === undefined) return linkerdOpaque.map((port) => [port, port])
  return text.split(',').flatMap((word): [number, number][] => {
    const [, from, to = from] = /^\s*(\d+)(?:-(\d+))?\s*$/.exec(word) ?? []
    return from === undefined ? [] : [[Number(from), Number(to)]]
  })
}

function holds(ranges: readonly (readonly [number, number])[], port: number): boolean {
  return ranges.some(([from, to]) => from <= port && port <= to)
}
