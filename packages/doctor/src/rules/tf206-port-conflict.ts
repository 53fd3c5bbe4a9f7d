import { istioProtocol } from '../model/protocols.ts'
import { servicesOver, targetPort } from '../model/services.ts'
import { nameOf } from '../read/resource.ts'
import type { Rule } from '../rule.ts'

export const portConflict: Rule = {
  id: 'TF206',
  severity: 'warning',
  title: 'Two Services lead to one port and call it by different protocols',
  why: `The sidecar of the pod has one listener for the port, and can follow one of the two Services only. Which one depends on
their age; the other's calls are then parsed as what they are not.`,
  source: 'Istio IST0116 and IST0137, which need a live cluster.',
  before: 'name: tcp-api',
  after: 'name: http-internal',
  *check({ workloads, services }) {
    for (const workload of workloads) {
      const seen = new Map<number, { protocol: string; service: string }>()
      for (const service of servicesOver(workload, services)) {
        for (const port of service.ports) {
          const target = targetPort(port, workload)
          const protocol = istioProtocol(port)
          if (target === undefined || port.transport !== 'TCP') continue
          const other = seen.get(target)
          if (other === undefined) seen.set(target, { protocol, service: nameOf(service.resource) })
          else if (other.protocol !== protocol && other.service !== nameOf(service.resource)) {
            yield {
              place: port.field.get(port.appProtocol === undefined ? 'name' : 'appProtocol').place,
              resource: service.resource,
              message: `${nameOf(service.resource)} takes port ${target} of ${nameOf(workload.resource)} for ${words(protocol)}, ${other.service} takes it for ${words(other.protocol)}`,
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
