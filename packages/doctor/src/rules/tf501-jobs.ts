// TF501: a sidecar keeps a Job from ending.
import { isNativeIstio, isNativeLinkerd } from '../model/injection.ts'
import { type MeshName, meshTitles } from '../model/mesh.ts'
import type { Workload } from '../model/workloads.ts'
import { nameOf } from '../read/resource.ts'
import type { Rule } from '../rule.ts'
import type { World } from '../world.ts'

export const jobs: Rule = {
  id: 'TF501',
  severity: 'error',
  title: 'A Job whose sidecar never ends',
  why: `A Job is complete when all containers of its pod have ended. A classic sidecar does not know that the work is done and keeps
  running: the Job stays active forever, and a CronJob piles up pods. A native sidecar (KEP-753) does not count, and ends by itself.`,
  source: 'KEP-753 (stable in Kubernetes 1.33); native by default since Istio 1.27 and Linkerd 2.20.',
  before: 'kind: Job',
  after: 'sidecar.istio.io/nativeSidecar: "true"',
  *check(world) {
    for (const workload of world.workloads) {
      if (!/^(Job|CronJob)$/.test(workload.kind) || world.injection(workload) !== 'sidecar' || quits(workload)) continue
      const mesh = classic(workload, world)
      if (mesh.length === 0) continue
      yield {
        place: workload.resource.root.get('kind').place,
        resource: workload.resource,
        message: `${nameOf(workload.resource)}: nothing ends the sidecar (a classic one in ${mesh.map((name) => meshTitles[name]).join(' and ')} as configured), so it never completes`,
        fix: `${mesh.includes('istio') ? "sidecar.istio.io/nativeSidecar: 'true'" : "config.linkerd.io/proxy-enable-native-sidecar: 'true'"} on the pod, or run the work under \`traceferry await --quit\``,
        mesh,
      }
    }
  },
}

function classic(workload: Workload, { mesh }: World): MeshName[] {
  const found: MeshName[] = []
  if (!isNativeIstio(workload, mesh)) found.push('istio')
  if (!isNativeLinkerd(workload, mesh)) found.push('linkerd')
  return found
}

/** Whether a command of the pod ends the sidecar: a POST to its endpoint, or a program that sends one. */
function quits({ containers }: Workload): boolean {
  const text = containers
    .flatMap(({ words, env }) => [...words.map((word) => word.text), ...env.map(({ value }) => value)])
    .join(' ')
  return /quitquitquit|:4191\/shutdown|linkerd-await\b.*(-S|--shutdown)\b|traceferry await\b.*--quit|EXIT_ON_ZERO_ACTIVE_CONNECTIONS/.test(
    text,
  )
}
