// TF701: a workload that never gets a sidecar.
import { nameOf } from '../read/resource.ts'
import type { Rule } from '../rule.ts'

export const neverInjected: Rule = {
  id: 'TF701',
  severity: 'info',
  title: 'A workload that never gets a sidecar',
  why: `Pods in the host's network are skipped, because redirection would catch the whole node. So are pods in kube-system and the
  other namespaces of the cluster itself. Labels that ask for injection change nothing, and STRICT mutual TLS refuses calls
  from these pods.`,
  source: 'Istio, "Sidecar Injection Problems" (hostNetwork, kube-system, kube-public); Linkerd, proxy injector.',
  before: 'hostNetwork: true',
  after: 'hostNetwork: false',
  *check({ workloads, injection, mesh }) {
    if (mesh.istio.presence === 'no' && mesh.linkerd.presence === 'no') return
    for (const workload of workloads) {
      if (injection(workload) !== 'never') continue
      const network = workload.pod.get('hostNetwork')
      const isHost = network.value === true
      yield {
        place: isHost ? network.place : workload.resource.root.get('metadata', 'namespace').place,
        resource: workload.resource,
        message: `${nameOf(workload.resource)} never gets a sidecar: ${isHost ? "it is in the host's network" : `it is in ${workload.namespace}`}`,
        fix: 'none needed, unless it must call or be called under mutual TLS',
      }
    }
  },
}
