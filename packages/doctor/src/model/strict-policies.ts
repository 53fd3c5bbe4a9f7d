// Finds the PeerAuthentication that demands mutual TLS of a host.
import { memoize } from '../memoize.ts'
import type { Resource } from '../read/resource.ts'
import type { World } from '../world.ts'
import { treeOf } from './references/tree.ts'

/** The policy that demands mutual TLS of a host: of its namespace, or of the mesh where the namespace has none. */
export function strictFor(namespace: string, name: string, world: World): Resource | undefined {
  const [service] = treeOf(world).servicesOf(name, namespace)
  if (service === undefined) return undefined
  const all = policiesFor(world).filter(
    ({ root }) => !root.get('spec', 'selector').exists && !root.get('spec', 'portLevelMtls').exists,
  )
  const own = all.filter((one) => one.namespace === service.namespace)
  const root = all.filter((one) => one.namespace === 'istio-system')
  const isSelected = policiesFor(world).some(
    (one) => one.namespace === service.namespace && one.root.get('spec', 'selector').exists,
  )
  const counts = own.length > 0 ? own : root
  return isSelected ? undefined : counts.find((one) => one.root.get('spec', 'mtls', 'mode').text() === 'STRICT')
}

/**
 * The policy that requires mutual TLS for all hosts that a star stands for: for the mesh, if no namespace differs, or for the one
 * namespace itself. The mesh's policy says nothing about a single namespace, which may have no sidecars.
 */
export function strictForAll(host: string, world: World): Resource | undefined {
  const [, , namespace] = /^\*(\.([a-z0-9-]+)\.svc)?(?:\.svc)?(?:\.cluster)?\.local$/.exec(host) ?? []
  const isOverall = /^\*((\.svc)?\.cluster)?\.local$/.test(host)
  if (!isOverall && namespace === undefined) return undefined
  const isStrict = ({ root }: Resource) => root.get('spec', 'mtls', 'mode').text() === 'STRICT'
  const near = policiesFor(world).filter((one) => isOverall || one.namespace === namespace)
  if (!near.every(isStrict)) return undefined
  return near.find(
    (one) => !one.root.get('spec', 'selector').exists && one.namespace === (isOverall ? 'istio-system' : namespace),
  )
}

/** Kept, because looking at every object for each rule takes the square of their number. */
const policiesFor = memoize(({ resources }: World) => resources.filter(({ kind }) => kind === 'PeerAuthentication'))
