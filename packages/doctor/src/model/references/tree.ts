// What the manifests hold that other objects name: Services, ServiceEntries, subsets and gateways, and how much of a namespace.
import { memoize } from '../../memoize.ts'
import type { Field } from '../../read/field.ts'
import type { Resource } from '../../read/resource.ts'
import type { Severity } from '../../rule.ts'
import type { World } from '../../world.ts'
import { grouped } from '../grouped.ts'
import { nearest } from '../marks/near.ts'
import type { Service } from '../services.ts'

export interface Tree {
  /** The Services of this name. An object without a namespace may be in any: a folder or a flag decides. */
  servicesOf(name: string, namespace: string): readonly Service[]
  /** The Service that a missing name was probably meant to be: mistyped, or in another namespace. */
  meantBy(name: string, namespace: string): Service | undefined
  /** The ServiceEntries that have this host, also by a wildcard. */
  entriesOf(host: string): readonly Resource[]
  /** The DestinationRules for the host that `name` and `namespace` stand for. */
  rulesOf(name: string, namespace: string): readonly Resource[]
  /**
   * How sure it is that what the manifests of a namespace do not have is missing: `error` where they have its workloads and its
   * Services, `info` where they have only Services, undefined where they have neither, and for the namespaces of the mesh and the cluster.
   */
  certainty(namespace: string): Severity | undefined
}

/** Whether two namespaces may be the same: what is not written is decided later. */
export function mayBeSame(one: string, other: string): boolean {
  return one === other || one === '' || other === ''
}

export const treeOf: (world: World) => Tree = memoize((world: World): Tree => {
  const { services, workloads, resources } = world
  const byName = grouped(services, ({ name }) => [name])
  const inSpace = grouped(services, ({ namespace }) => [namespace])
  const entries = resources.filter(({ kind }) => kind === 'ServiceEntry')
  const exact = grouped(entries, (entry) => hostsOf(entry).filter((host) => !host.startsWith('*')))
  const wild = entries.flatMap((entry) =>
    hostsOf(entry)
      .filter((host) => host.startsWith('*.'))
      .map((host) => ({ entry, suffix: host.slice(1) })),
  )
  const rules = grouped(
    resources.filter(({ kind }) => kind === 'DestinationRule'),
    (rule) => [nameOfHost(rule.root.get('spec', 'host').text() ?? '', rule.namespace).name],
  )
  const withServices = new Set(services.map(({ namespace }) => namespace))
  const withWorkloads = new Set(workloads.map(({ namespace }) => namespace))
  return {
    servicesOf: (name, namespace) => (byName.get(name) ?? []).filter((one) => mayBeSame(one.namespace, namespace)),
    meantBy: (name, namespace) => {
      const near = nearest(
        name,
        inSpace
          .get(namespace)
          ?.map((one) => one.name)
          .slice(0, 500) ?? [],
      )
      return near === undefined ? byName.get(name)?.[0] : inSpace.get(namespace)?.find((one) => one.name === near)
    },
    entriesOf: (host) => [
      ...(exact.get(host) ?? []),
      ...wild.filter(({ suffix }) => host.endsWith(suffix)).map(({ entry }) => entry),
    ],
    rulesOf: (name, namespace) =>
      (rules.get(name) ?? []).filter((rule) => {
        const host = nameOfHost(rule.root.get('spec', 'host').text() ?? '', rule.namespace)
        return mayBeSame(host.namespace, namespace)
      }),
    certainty: (namespace) => {
      // Installed by others, and named from everywhere.
      if (!withServices.has(namespace) || /^(istio-system|linkerd|kube-system)$/.test(namespace)) return undefined
      return withWorkloads.has(namespace) ? 'error' : 'info'
    },
  }
})

/** A host as Istio reads it. */
export interface HostName {
  readonly name: string
  readonly namespace: string
  /**
   * `short`: completed with the namespace of the object. `full`: NAME.NAMESPACE.svc.DOMAIN. `dotted`: has a dot and is not full,
   * so Istio takes it as it is. `wildcard`: begins with a star.
   */
  readonly form: 'short' | 'full' | 'dotted' | 'wildcard'
}

/** Istio completes only names without a dot ("VirtualService: Destination"). */
export function nameOfHost(host: string, namespace: string): HostName {
  if (host.startsWith('*')) return { name: host, namespace: '', form: 'wildcard' }
  if (!host.includes('.')) return { name: host, namespace, form: 'short' }
  const [, name, space] = /^([^.]+)\.([^.]+)\.svc\.[\w.-]+$/.exec(host) ?? []
  return name && space ? { name, namespace: space, form: 'full' } : { name: host, namespace: '', form: 'dotted' }
}

function hostsOf(entry: Resource): string[] {
  return entry.root
    .get('spec', 'hosts')
    .items()
    .map((host: Field) => host.text() ?? '')
}
