// TF901: a route or a DestinationRule names a host that is not there.
import { destinationsOf } from '../model/references/destinations.ts'
import { type HostName, nameOfHost, type Tree, treeOf } from '../model/references/tree.ts'
import type { Field } from '../read/field.ts'
import { nameOf, type Resource } from '../read/resource.ts'
import type { RawFinding, Rule, Severity } from '../rule.ts'

export const missingHost: Rule = {
  id: 'TF901',
  severity: 'error',
  title: 'A route or a DestinationRule names a host that is not there',
  why: `A route to a Service that does not exist answers every call with 503. A DestinationRule for such a host does nothing. Istio
  completes only names without a dot, with the namespace of the object: "payments.shop" is not the Service payments in shop.
  It is an error where a Service has nearly this name, or has it in another namespace. Else the manifests may be only a part: a
  warning, a note where they have no workloads of the namespace, and silence where they have nothing of it.`,
  source: 'Istio, "Virtual Service: Destination" (short names), IST0101; Gateway API, "BackendRef: ResolvedRefs".',
  before: 'host: payment',
  after: 'host: payments',
  *check(world) {
    const tree = treeOf(world)
    for (const { resource, host, text, field } of destinationsOf(world.resources)) {
      yield* missing(resource, host, text, field, tree)
    }
    for (const resource of world.resources) {
      if (resource.kind !== 'DestinationRule') continue
      const field = resource.root.get('spec', 'host')
      const text = field.text() ?? ''
      for (const found of missing(resource, nameOfHost(text, resource.namespace), text, field, tree))
        yield { ...found, severity: found.severity === 'error' ? 'warning' : found.severity }
    }
  },
}

function* missing(
  resource: Resource,
  host: HostName,
  text: string,
  field: Field,
  tree: Tree,
): Iterable<RawFinding & { severity: Severity }> {
  if (host.form === 'wildcard' || tree.entriesOf(text).length > 0) return
  if (host.form === 'dotted') {
    yield* notCompleted(resource, text, field, tree)
    return
  }
  const severity = tree.certainty(host.namespace)
  if (!severity || tree.servicesOf(host.name, host.namespace).length > 0) return
  const space = host.namespace === '' ? '' : ` in ${host.namespace}`
  const meant = tree.meantBy(host.name, host.namespace)
  const rest = meant ? `, but there is ${nameOf(meant.resource)}` : ' in these manifests'
  yield {
    place: field.place,
    resource,
    message: `${nameOf(resource)}: there is no Service ${host.name}${space}${rest}`,
    fix: 'name a Service that exists, or add it',
    severity: meant ? severity : severity === 'error' ? 'warning' : 'info',
  }
}

/** `payments.shop` or `payments.shop.svc`, where shop has a Service payments. */
function* notCompleted(resource: Resource, text: string, field: Field, tree: Tree) {
  const [, name, space] = /^([^.]+)\.([^.]+)(?:\.svc)?\.?$/.exec(text) ?? []
  const service = name && space ? tree.servicesOf(name, space).find((one) => one.namespace === space) : undefined
  if (service === undefined) return
  yield {
    place: field.place,
    resource,
    message: `${nameOf(resource)}: Istio takes ${text} as it is, because it has a dot, and does not find Service ${space}/${name}`,
    fix: `${name}.${space}.svc.cluster.local`,
    severity: 'error' as const,
  }
}
