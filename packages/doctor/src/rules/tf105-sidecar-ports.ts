// TF105: an app uses a port of the sidecar.
import { type MeshName, meshTitles } from '../model/mesh.ts'
import { nameOf } from '../read/resource.ts'
import type { Rule } from '../rule.ts'

/** The ports of the sidecars. Not the ports of istiod (15010, 15012, 15014, 15017), which runs in its own pod. */
const ports: Record<MeshName, readonly number[]> = {
  istio: [15000, 15001, 15002, 15003, 15004, 15006, 15008, 15009, 15020, 15021, 15053, 15090],
  linkerd: [4140, 4143, 4190, 4191],
}

export const sidecarPorts: Rule = {
  id: 'TF105',
  severity: 'warning',
  title: 'An app uses a port that belongs to the sidecar',
  why: `App and sidecar share one network namespace. The second one to bind a port fails with EADDRINUSE. Calls to a port that the
sidecar keeps for itself are not redirected, so the mesh does not see them.`,
  source: 'Istio, "Application Requirements: Ports used by Istio"; Linkerd proxy configuration, ports 4140 to 4191.',
  before: 'containerPort: 15021',
  after: 'containerPort: 8080',
  *check({ workloads, injection }) {
    for (const workload of workloads) {
      if (injection(workload) !== 'sidecar') continue
      for (const container of workload.containers) {
        // Gateways are Envoys and open these ports on purpose.
        if (/(^|\/)(proxyv2|install-cni|pilot)(:|@|$)/.test(container.image) || /^auto(:|$)/.test(container.image))
          continue
        for (const { port, field } of container.ports) {
          const mesh = (Object.keys(ports) as MeshName[]).filter((name) => ports[name].includes(port))
          if (mesh.length === 0) continue
          yield {
            place: field.place,
            resource: workload.resource,
            message: `${nameOf(workload.resource)}: container ${container.name} uses port ${port}, which the sidecar (${mesh.map((name) => meshTitles[name]).join(', ')}) keeps for itself`,
            fix: 'use another port',
            mesh,
          }
        }
      }
    }
  },
}
