// TF904: a route is bound to a gateway that is not there, or that does not take its hosts.
import { memoize } from '../memoize.ts'
import { grouped } from '../model/grouped.ts'
import { nearest } from '../model/marks/near.ts'
import { mayBeSame } from '../model/references/tree.ts'
import type { Field } from '../read/field.ts'
import { nameOf, type Resource } from '../read/resource.ts'
import type { Place } from '../read/source.ts'
import type { RawFinding, Rule } from '../rule.ts'
import type { World } from '../world.ts'

export const missingGateway: Rule = {
  id: 'TF904',
  severity: 'error',
  title: 'A route is bound to a gateway that is not there, or that does not take its hosts',
  why: `A VirtualService or an HTTPRoute has no effect on a gateway that does not exist: callers get 404. The same happens where the
  gateway exists and none of its hosts matches. It is an error where a gateway has nearly this name, a warning where the namespace
  has other gateways, and silent where the manifests have none of it.`,
  source: 'Istio, "Virtual Service: gateways", IST0101 and IST0132; Gateway API, "ParentReference".',
  before: 'gateways: [shop-gatway]',
  after: 'gateways: [shop-gateway]',
  *check(world) {
    for (const resource of world.resources) {
      if (resource.kind === 'VirtualService') yield* istio(resource, world)
      else if (/^(HTTP|GRPC|TLS|TCP)Route$/.test(resource.kind)) yield* gatewayApi(resource, world)
    }
  },
}

const gatewaysIn = memoize((resources: readonly Resource[]) =>
  grouped(
    resources.filter(({ kind }) => kind === 'Gateway'),
    ({ group }) => [group],
  ),
)

function* istio(resource: Resource, { resources }: World): Iterable<RawFinding> {
  const all = gatewaysIn(resources).get('networking.istio.io') ?? []
  const found: Resource[] = []
  let isComplete = true
  for (const field of resource.root.get('spec', 'gateways').items()) {
    const text = field.text() ?? ''
    if (text === 'mesh') return
    const [name, space = resource.namespace] = text.split('/').reverse() as [string, string | undefined]
    const near = all.filter((gateway) => mayBeSame(gateway.namespace, space))
    const gateway = near.filter((one) => one.name === name)
    found.push(...gateway)
    if (gateway.length > 0) continue
    isComplete = false
    if (!all.some((one) => one.namespace === space)) continue
    yield absent(resource, field.place, name, space, all)
  }
  if (!isComplete || found.length === 0) return
  const served = found.flatMap((gateway) =>
    gateway.root
      .get('spec', 'servers')
      .items()
      .flatMap((server) => server.get('hosts').items())
      .map((host) => (host.text() ?? '').split('/').reverse())
      .map(([host = '', space = '*']) => ({ host, space: space === '.' ? gateway.namespace : space })),
  )
  for (const host of resource.root.get('spec', 'hosts').items()) {
    const text = host.text() ?? ''
    if (text === '' || served.length === 0 || served.some((one) => takes(one, text, resource.namespace))) continue
    const message = `${nameOf(resource)}: no server of ${found.map(nameOf).join(', ')} takes the host ${text}`
    yield { place: host.place, resource, message, fix: "a host that the Gateway's servers have", severity: 'warning' }
  }
}

/** Whether a server's host, `NAMESPACE/HOST`, takes a host of a VirtualService in this namespace. */
function takes(one: { host: string; space: string }, host: string, namespace: string): boolean {
  return (one.space === '*' || mayBeSame(one.space, namespace)) && matches(one.host, host)
}

/** Whether two hosts have names in common; each may begin with a star. A short name may be completed in many ways. */
function matches(one: string, other: string): boolean {
  if (one === '*' || other === '*' || !other.includes('.')) return true
  if (one.startsWith('*')) return other.endsWith(one.slice(1))
  return other.startsWith('*') ? one.endsWith(other.slice(1)) : one === other
}

function* gatewayApi(resource: Resource, { resources }: World): Iterable<RawFinding> {
  const all = gatewaysIn(resources).get('gateway.networking.k8s.io') ?? []
  for (const ref of resource.root.get('spec', 'parentRefs').items()) {
    if ((ref.get('kind').text() ?? 'Gateway') !== 'Gateway') continue
    const space = ref.get('namespace').text() ?? resource.namespace
    const near = all.filter((gateway) => mayBeSame(gateway.namespace, space))
    const gateways = near.filter(({ name }) => name === ref.get('name').text())
    if (gateways.length === 0 && all.some((one) => one.namespace === space)) {
      yield absent(resource, ref.get('name').place, ref.get('name').text() ?? '', space, all)
    }
    const section = ref.get('sectionName')
    if (gateways.length === 0 || !section.exists || gateways.some((one) => hasListener(one, section))) continue
    const message = `${nameOf(resource)}: ${nameOf(gateways[0]!)} has no listener ${section.text()}`
    yield { place: section.place, resource, message, fix: "the name of one of the Gateway's listeners" }
  }
}

/** An error if a Gateway has nearly this name; otherwise it may be elsewhere. */
function absent(resource: Resource, place: Place, name: string, space: string, all: readonly Resource[]): RawFinding {
  const near = nearest(
    name,
    all.filter((one) => mayBeSame(one.namespace, space)).map((one) => one.name),
  )
  const rest = near ? `, but there is ${near}` : ' in these manifests'
  const message = `${nameOf(resource)}: there is no Gateway ${name}${space === '' ? '' : ` in ${space}`}${rest}`
  return {
    place,
    resource,
    message,
    fix: 'name a Gateway that exists, or add it',
    severity: near ? 'error' : 'warning',
  }
}

function hasListener(gateway: Resource, section: Field): boolean {
  return gateway.root
    .get('spec', 'listeners')
    .items()
    .some((listener) => listener.get('name').text() === section.text())
}
