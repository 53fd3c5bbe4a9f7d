// TF902: a route names a subset that no DestinationRule has, or a subset that has no pods.
import { memoize } from '../memoize.ts'
import { podsBehind } from '../model/pods-behind.ts'
import { destinationsOf } from '../model/references/destinations.ts'
import { nameOfHost, treeOf } from '../model/references/tree.ts'
import { nameOf, type Resource } from '../read/resource.ts'
import type { RawFinding, Rule } from '../rule.ts'
import type { World } from '../world.ts'

export const missingSubset: Rule = {
  id: 'TF902',
  severity: 'error',
  title: 'A subset that no DestinationRule has, or that has no pods',
  why: `Istio finds a subset only in a DestinationRule for the same host. Where none has it, every call of the route gets 503 with
  the flag NC. A subset whose labels no pod of the Service has gets 503 with the flag UH. Where the manifests have no
  DestinationRule for the host at all, it may be elsewhere: then this is a warning.`,
  source: 'Istio, "Destination Rule: Subset", IST0101 (host+subset) and IST0173.',
  before: 'subset: v3',
  after: 'subset: v2',
  *check(world) {
    const tree = treeOf(world)
    for (const { resource, host, text, subset } of destinationsOf(world.resources)) {
      if (subset?.text() === undefined || text.includes('{{')) continue
      const name = subset.text()
      const rules = [...tree.rulesOf(host.name, host.namespace), ...wildcards(text, host.namespace, host.name, world)]
      const has = rules.some((rule) =>
        rule.root
          .get('spec', 'subsets')
          .items()
          .some((one) => one.get('name').text() === name),
      )
      if (has) continue
      // Without the Service the manifests are only a part.
      if (rules.length === 0 && tree.servicesOf(host.name, host.namespace).length === 0) continue
      yield {
        place: subset.place,
        resource,
        message: `${nameOf(resource)}: no DestinationRule${rules.length === 0 ? '' : ` for ${text}`} has the subset ${name}${rules.length === 0 ? ` of ${text}` : ''}`,
        fix: 'name a subset that exists, or add it',
        severity: rules.length === 0 ? 'warning' : 'error',
      } satisfies RawFinding
    }
    yield* withoutPods(world)
  },
}

/** The DestinationRules with a wildcard that takes this host. */
function wildcards(text: string, namespace: string, name: string, { resources }: World): Resource[] {
  const full = text.includes('.') ? text : `${name}.${namespace}.svc.cluster.local`
  return wildcardRules(resources).filter((rule) => full.endsWith(rule.root.get('spec', 'host').text()!.slice(1)))
}

const wildcardRules = memoize((resources: readonly Resource[]) =>
  resources.filter(
    ({ kind, root }) => kind === 'DestinationRule' && root.get('spec', 'host').text()?.startsWith('*') === true,
  ),
)

/** Subsets whose labels none of the Service's pods have, where the manifests have the Service and its pods. */
function* withoutPods(world: World): Iterable<RawFinding> {
  const tree = treeOf(world)
  for (const resource of world.resources) {
    if (resource.kind !== 'DestinationRule') continue
    const host = nameOfHost(resource.root.get('spec', 'host').text() ?? '', resource.namespace)
    const services = tree.servicesOf(host.name, host.namespace)
    const pods = services.flatMap((service) => podsBehind(world).get(service) ?? [])
    if (pods.length === 0) continue
    for (const subset of resource.root.get('spec', 'subsets').items()) {
      // Labels of places are the nodes' own.
      const labels = Object.entries(subset.get('labels').record()).filter(
        ([key]) => !/topology|^istio-locality$/.test(key),
      )
      if (labels.length === 0 || pods.some((pod) => labels.every(([key, value]) => pod.labels[key] === value))) continue
      yield {
        place: subset.get('labels').place,
        resource,
        message: `${nameOf(resource)}: no pod of ${host.name} has the labels of subset ${subset.get('name').text()} (${labels.map((pair) => pair.join('=')).join(', ')})`,
        fix: 'labels that the pods have',
        severity: 'warning',
      }
    }
  }
}
