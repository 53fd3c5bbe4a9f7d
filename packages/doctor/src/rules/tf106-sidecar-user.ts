// TF106: a container runs as the sidecar's user.
import { type MeshName, meshTitles } from '../model/mesh.ts'
import type { Workload } from '../model/workloads.ts'
import type { Field } from '../read/field.ts'
import { nameOf } from '../read/resource.ts'
import type { Rule } from '../rule.ts'

const users: Record<number, MeshName> = { 1337: 'istio', 2102: 'linkerd' }

export const sidecarUser: Rule = {
  id: 'TF106',
  severity: 'error',
  title: "A container runs as the sidecar's own user",
  why: `The redirection rules recognize the proxy's own traffic by its user id: 1337 in Istio, 2102 in Linkerd. A container that
  runs as the same user bypasses the sidecar: no mTLS, no policy, no span, and no error message.`,
  source: 'Istio, "Application Requirements: Application UIDs"; Linkerd proxy-init, proxyUID.',
  before: 'runAsUser: 1337',
  after: 'runAsUser: 1000',
  *check({ workloads, injection }) {
    for (const workload of workloads) {
      if (injection(workload) !== 'sidecar') continue
      if (workload.containers.some(({ image }) => /(^|\/)proxyv2(:|@|$)|^auto(:|$)/.test(image))) continue
      for (const user of usersOf(workload)) {
        const mesh = users[user.number() ?? -1]
        if (mesh === undefined) continue
        yield {
          place: user.place,
          resource: workload.resource,
          message: `${nameOf(workload.resource)} runs as user ${user.number()}, the sidecar's own in ${meshTitles[mesh]}: its traffic bypasses the mesh`,
          fix: 'run as another user',
          mesh: [mesh],
        }
      }
    }
  },
}

/** The users that containers really run as: their own, or the pod's where at least one container sets none. */
function usersOf({ pod, containers }: Workload): Field[] {
  const own = containers.map(({ field }) => field.get('securityContext', 'runAsUser'))
  const isInherited = own.length === 0 || own.some(({ exists }) => !exists)
  return [...(isInherited ? [pod.get('securityContext', 'runAsUser')] : []), ...own]
}
