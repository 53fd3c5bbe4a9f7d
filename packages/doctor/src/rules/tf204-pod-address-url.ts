// TF204: an app calls a pod by its IP address.
import { isProxyVariable } from '../model/calls/is-proxy-variable.ts'
import { isPodAddress, urlsIn } from '../model/hosts.ts'
import { nameOf } from '../read/resource.ts'
import type { Rule } from '../rule.ts'

export const podAddressUrl: Rule = {
  id: 'TF204',
  severity: 'warning',
  title: 'An app calls a private IP address instead of a Service name',
  why: `The sidecar passes a call through when the address does not belong to a Service: no routing, no load balancing, no
  retries, and no mutual TLS, so STRICT mode refuses it with 503. The address changes when the pod is replaced.`,
  source: 'Istio, "Application Requirements"; seen on istiod with STRICT mTLS: pod IP calls get 503.',
  before: '- name: LEDGER_URL\n  value: http://10.12.0.7:8080',
  after: '- name: LEDGER_URL\n  value: http://ledger:8080',
  *check({ workloads, services, injection }) {
    const addresses = new Set(services.map(({ resource }) => resource.root.get('spec', 'clusterIP').text()))
    for (const workload of workloads) {
      if (injection(workload) !== 'sidecar') continue
      for (const { name: container, env } of workload.containers) {
        for (const variable of env) {
          const { name, value } = variable
          const host = (isProxyVariable(name) ? [] : urlsIn(value))
            .map((url) => url.host)
            .find((one) => isPodAddress(one) && !addresses.has(one))
          if (host === undefined) continue
          yield {
            place: variable.place,
            resource: workload.resource,
            message: `${nameOf(workload.resource)}: ${name} of container ${container} calls ${host}, past the mesh`,
            fix: 'call the Service by its name',
            mesh: ['istio', 'linkerd'],
          }
        }
      }
    }
  },
}
