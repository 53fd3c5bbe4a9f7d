// TF206: two Services lead to one port with different protocols.
import { istioProtocol } from '../model/protocols.ts'
import { containerPort, servicesSelecting } from '../model/services.ts'
import { nameOf } from '../read/resource.ts'
import type { Rule } from '../rule.ts'

export const portConflict: Rule = {
  id: 'TF206',
  severity: 'warning',
  title: 'Two Services lead to one port and declare different protocols',
  why: `The pod's sidecar has one listener for the port and can follow only one of the two Services. Which one depends on their
  age. It parses calls to the other one as the wrong protocol.`,
  source: 'Istio IST0116 and IST0137, which need a live cluster.',
  before: 'name: tcp-api',
  after: 'name: http-internal',
  *check(world) {
    const { workloads, services } = world
    for (const workload of workloads) {
      if (world.injection(workload) === 'ambient') continue
      const seen = new Map<number, { protocol: string; service: string }>()
      for (const service of servicesSelecting(workload, services)) {
        for (const port of service.ports) {
          const targetPort = containerPort(port, workload)
          const protocol = istioProtocol(port)
          if (targetPort === undefined || port.transport !== 'TCP') continue
          const other = seen.get(targetPort)
          if (other === undefined) seen.set(targetPort, { protocol, service: nameOf(service.resource) })
          else if (other.protocol !== protocol && other.service !== nameOf(service.resource)) {
            yield {
              place: port.field.get(port.appProtocol === undefined ? 'name' : 'appProtocol').place,
              resource: service.resource,
              message: `${nameOf(service.resource)} takes port ${targetPort} of ${nameOf(workload.resource)} for ${words(protocol)}, ${other.service} takes it for ${words(other.protocol)}`,
              fix: 'declare the same protocol in both',
              mesh: ['istio'],
            }
          }
        }
      }
    }
  },
}

function words(protocol: string): string {
  return protocol === 'sniff' ? 'anything' : protocol.toUpperCase()
}
