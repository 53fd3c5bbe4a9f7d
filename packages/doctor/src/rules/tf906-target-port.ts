// TF906: a Service leads to a port that its pods do not have.
import { podsBehind } from '../model/pods-behind.ts'
import type { Workload } from '../model/workloads.ts'
import { nameOf } from '../read/resource.ts'
import type { RawFinding, Rule } from '../rule.ts'

/** Ports of containers that a mesh adds to the pod. */
const added = /^(http-envoy-prom|linkerd-admin|linkerd-proxy|status-port)$/

export const targetPort: Rule = {
  id: 'TF906',
  severity: 'error',
  title: 'A Service leads to a port that its pods do not have',
  why: `A targetPort by name must be the name of a container's port. Otherwise the Service has no endpoint on that port, and calls
  get 503 or are refused. A targetPort by number works without being declared, so a number that is found nowhere in the pod
  is only a warning.`,
  source: 'Kubernetes, "Service: Port definitions".',
  before: 'targetPort: web',
  after: 'targetPort: http',
  *check(world) {
    const behind = podsBehind(world)
    for (const service of world.services) {
      const pods = behind.get(service) ?? []
      if (pods.length === 0 || service.external) continue
      for (const { targetPort: target, port, field, transport } of service.ports) {
        if (transport !== 'TCP' || added.test(target) || target === '') continue
        const declared = pods.flatMap(({ containers }) => containers.flatMap(({ ports }) => ports))
        const isName = !/^\d+$/.test(target)
        if (declared.some((one) => (isName ? one.name === target : one.port === Number(target)))) continue
        if (!isName && (declared.length === 0 || service.ports.length > 1 || pods.some((pod) => mentions(pod, target))))
          continue
        const names = [...new Set(declared.map((one) => (isName ? one.name : one.port)))].filter(Boolean).slice(0, 8)
        const has = names.length === 0 ? 'none' : names.join(', ')
        const at = field.get('targetPort')
        yield {
          place: at.exists ? at.place : field.get('port').place,
          resource: service.resource,
          message: `${nameOf(service.resource)}: port ${port} leads to ${target}, and the pods of ${nameOf(pods[0]!.resource)} have ${isName ? 'no port of that name' : 'no such port'} (${has})`,
          fix: isName ? "the name or the number of a container's port" : 'the port on which the container listens',
          // A pod without any port may get them, or another container, from a patch.
          severity: isName && names.length > 0 ? 'error' : 'warning',
        } satisfies RawFinding
      }
    }
  },
}

/** Whether a number is anywhere in the pod: in a variable, an argument or a probe. */
function mentions({ pod, files }: Workload, target: string): boolean {
  const number = new RegExp(`(^|\\D)${target}(\\D|$)`)
  return number.test(JSON.stringify(pod.value)) || files.some(({ text }) => number.test(text))
}
