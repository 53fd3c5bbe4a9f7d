// TF308: two VirtualServices for one host inside the mesh.
import { mayBeSame, nameOfHost } from '../model/references/tree.ts'
import { nameOf, type Resource } from '../read/resource.ts'
import type { Rule } from '../rule.ts'

export const sharedHost: Rule = {
  id: 'TF308',
  severity: 'error',
  title: 'Two VirtualServices for one host',
  why: `For calls inside the mesh Istio uses one VirtualService for a host, the oldest, and ignores the others without a word: their
  routes, timeouts and retries do not exist. Which one is the oldest changes when one is deleted and made again. Only for a
  gateway are they put together.`,
  source: 'Istio, "Traffic Management Best Practices: Split large virtual services", IST0109.',
  before: 'name: payments-canary',
  after: 'name: payments',
  *check({ resources }) {
    const seen = new Map<string, Resource[]>()
    for (const resource of resources) {
      if (resource.kind !== 'VirtualService' || !isInMesh(resource)) continue
      for (const field of resource.root.get('spec', 'hosts').items()) {
        const host = nameOfHost(field.text() ?? '', resource.namespace)
        const key = `${host.namespace}/${host.name}`
        const others = seen.get(key) ?? []
        // The same object in two files is one of them in two versions.
        const other = others.find(
          (one) =>
            !(one.name === resource.name && mayBeSame(one.namespace, resource.namespace)) && overlap(one, resource),
        )
        seen.set(key, [...others, resource].slice(0, 20))
        if (other === undefined) continue
        yield {
          place: field.place,
          resource,
          message: `${nameOf(resource)}: ${nameOf(other)} is for the host ${field.text()} too, and Istio uses only the older one`,
          fix: 'put the routes into one VirtualService',
          mesh: ['istio'],
        }
      }
    }
  },
}

function isInMesh({ root }: Resource): boolean {
  const gateways = root.get('spec', 'gateways').items()
  return gateways.length === 0 || gateways.some((one) => one.text() === 'mesh')
}

/** Whether a namespace sees both. Without exportTo, every namespace sees a VirtualService. */
function overlap(one: Resource, other: Resource): boolean {
  const [first, second] = [scopeOf(one), scopeOf(other)]
  return first.has('*') || second.has('*') || [...first].some((space) => second.has(space))
}

function scopeOf({ root, namespace }: Resource): ReadonlySet<string> {
  const spaces = root
    .get('spec', 'exportTo')
    .items()
    .map((one) => one.text() ?? '')
  return new Set(spaces.length === 0 ? ['*'] : spaces.map((space) => (space === '.' ? namespace : space)))
}
