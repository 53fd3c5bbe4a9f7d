// TF505: a probe that cannot reach the app.
import { removeMember } from '../edits.ts'
import { isLoopback } from '../model/hosts.ts'
import type { Workload } from '../model/workloads.ts'
import { nameOf, type Resource } from '../read/resource.ts'
import type { Rule } from '../rule.ts'

export const probes: Rule = {
  id: 'TF505',
  severity: 'warning',
  title: 'A probe that cannot reach the app',
  why: `The kubelet probes from outside the pod: host 127.0.0.1 is the node itself, where another program answers or none does. Under
  STRICT mutual TLS the kubelet has no certificate, so Istio rewrites HTTP probes to go through its agent. With the rewrite
  off they fail and the pod is restarted.`,
  source: 'Kubernetes httpGet.host ("You probably want to set Host in httpHeaders instead"); Istio, "Health Checking".',
  before: 'host: 127.0.0.1',
  after: 'path: /ready',
  *check({ workloads, resources, injection }) {
    const policies = resources.filter(({ kind }) => kind === 'PeerAuthentication')
    for (const workload of workloads) {
      for (const { field, name } of workload.containers) {
        for (const probe of ['readinessProbe', 'livenessProbe', 'startupProbe']) {
          for (const way of ['httpGet', 'tcpSocket']) {
            const host = field.get(probe, way, 'host')
            if (!isLoopback(host.text() ?? '') || workload.pod.get('hostNetwork').value === true) continue
            const message = `${nameOf(workload.resource)}: ${probe} of container ${name} asks ${host.text()}, which is the node and not the pod`
            yield {
              place: host.place,
              resource: workload.resource,
              message,
              fix: 'leave host out',
              edits: () => removeMember(host),
            }
          }
        }
      }
      const key = 'sidecar.istio.io/rewriteAppHTTPProbers'
      if (workload.annotations[key] !== 'false' || injection(workload) !== 'sidecar') continue
      if (!isStrict(workload, policies)) continue
      const message = `${nameOf(workload.resource)}: probes are not rewritten, and STRICT mutual TLS refuses the kubelet`
      yield {
        place: workload.meta.get('annotations', key).place,
        resource: workload.resource,
        message,
        fix: 'leave the annotation out',
        mesh: ['istio'],
      }
    }
  },
}

/** Whether mutual TLS is STRICT for a workload. The narrowest policy decides: its own, its namespace's, the mesh's. */
function isStrict({ namespace, labels }: Workload, policies: readonly Resource[]): boolean {
  const selectorOf = ({ root }: Resource) => Object.entries(root.get('spec', 'selector', 'matchLabels').record())
  const inNamespace = policies.filter((one) => one.namespace === namespace)
  const own = inNamespace.filter((one) => {
    const selector = selectorOf(one)
    return selector.length > 0 && selector.every(([key, value]) => labels[key] === value)
  })
  const wide = (all: readonly Resource[]) => all.filter((one) => selectorOf(one).length === 0)
  const levels = [own, wide(inNamespace), wide(policies.filter((one) => one.namespace === 'istio-system'))]
  const modes = levels.map((level) =>
    level.map(({ root }) => root.get('spec', 'mtls', 'mode').text() ?? 'UNSET').filter((mode) => mode !== 'UNSET'),
  )
  return modes.find((level) => level.length > 0)?.includes('STRICT') ?? false
}
