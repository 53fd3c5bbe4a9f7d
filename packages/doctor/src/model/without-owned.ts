// Leaves out objects that a controller made: `kubectl get all` lists a Deployment, its ReplicaSets and their pods, and a mistake
// in the Deployment is one mistake.
import type { Resource } from '../read/resource.ts'

/** Kinds that make others of these kinds from a template. A pod that belongs to a Node is a separate workload. */
const makers =
  /^(Deployment|StatefulSet|DaemonSet|ReplicaSet|Job|CronJob|Rollout|ReplicationController|DeploymentConfig)$/
const made = /^(ReplicaSet|ReplicationController|Job|Pod)$/

/**
 * The objects without those whose owner is among them. If the owner is missing, the first of its objects stands for all. A
 * ReplicaSet of 0 with an owner is an old revision.
 */
export function withoutOwned(resources: readonly Resource[]): readonly Resource[] {
  if (!resources.some((one) => ownerOf(one))) return resources
  const present = new Set(resources.map(keyOf))
  const families = new Set<string>()
  return resources.filter((resource) => {
    const owner = ownerOf(resource)
    if (owner === undefined) return true
    if (present.has(owner) || resource.root.get('spec', 'replicas').number() === 0) return false
    const family = `${resource.kind} of ${owner}`
    return !families.has(family) && families.add(family) !== undefined
  })
}

/** The key of the controller that made an object. */
function ownerOf({ kind, namespace, root }: Resource): string | undefined {
  if (!made.test(kind)) return undefined
  const owners = root.get('metadata', 'ownerReferences').items()
  const owner = owners.find((one) => one.get('controller').value === true) ?? owners[0]
  const ownerKind = owner?.get('kind').text() ?? ''
  return makers.test(ownerKind) ? `${ownerKind}/${namespace}/${owner!.get('name').text()}` : undefined
}

function keyOf({ kind, namespace, name }: Resource): string {
  return `${kind}/${namespace}/${name}`
}
