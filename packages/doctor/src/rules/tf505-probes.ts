// TF505: a probe that cannot reach the app.
import { removeMember } from '../edits.ts'
import { isLoopback } from '../model/hosts.ts'
import { nameOf } from '../read/resource.ts'
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
    const isStrict = resources.some(
      (one) => one.kind === 'PeerAuthentication' && one.root.get('spec', 'mtls', 'mode').text() === 'STRICT',
    )
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
      if (!isStrict || workload.annotations[key] !== 'false' || injection(workload) !== 'sidecar') continue
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
