// Reads Services, and matches them with workloads.
import { memoize } from '../memoize.ts'
import type { Field } from '../read/field.ts'
import type { Resource } from '../read/resource.ts'
import { grouped } from './grouped.ts'
import type { Container, Workload } from './workloads.ts'

export interface ServicePort {
  readonly port: number
  readonly name: string
  /** The sidecar does not handle UDP and SCTP. */
  readonly transport: string
  readonly appProtocol: string | undefined
  /** A number, or the name of a container port. */
  readonly targetPort: string
  readonly field: Field
}

export interface Service {
  readonly resource: Resource
  readonly name: string
  readonly namespace: string
  readonly annotations: Readonly<Record<string, string>>
  readonly selector: Readonly<Record<string, string>>
  readonly headless: boolean
  readonly external: boolean
  readonly ports: readonly ServicePort[]
}

export function servicesOf(resources: readonly Resource[]): Service[] {
  return resources.filter(({ kind, group }) => kind === 'Service' && group === '').map(serviceOf)
}

function serviceOf(resource: Resource): Service {
  const spec = resource.root.get('spec')
  return {
    resource,
    name: resource.name,
    namespace: resource.namespace,
    annotations: resource.root.get('metadata', 'annotations').record(),
    selector: spec.get('selector').record(),
    headless: spec.get('clusterIP').text() === 'None',
    external: spec.get('type').text() === 'ExternalName',
    ports: spec
      .get('ports')
      .items()
      .map((field) => ({
        port: field.get('port').number() ?? 0,
        name: field.get('name').text() ?? '',
        transport: field.get('protocol').text() ?? 'TCP',
        appProtocol: field.get('appProtocol').text(),
        targetPort: field.get('targetPort').text() ?? field.get('port').text() ?? '',
        field,
      })),
  }
}

/** Whether a Service's selector picks the pods of a workload. */
export function selects(service: Service, workload: Workload): boolean {
  if (service.namespace !== workload.namespace) return false
  const wanted = Object.keys(service.selector)
  return wanted.length > 0 && wanted.every((key) => workload.labels[key] === service.selector[key])
}

/** The Services that select a workload's pods, in the order of the workload's labels. */
export function servicesSelecting(workload: Workload, services: readonly Service[]): readonly Service[] {
  return indexOf(services).selecting(workload)
}

/** The workloads whose pods a Service's selector picks. */
export function workloadsSelectedBy(service: Service, workloads: readonly Workload[]): readonly Workload[] {
  const groups = Object.entries(service.selector).map(
    ([key, value]) => workloadsByLabel(workloads).get(`${service.namespace}/${key}=${value}`) ?? [],
  )
  const [fewest = []] = groups.sort((a, b) => a.length - b.length)
  return fewest.filter((workload) => selects(service, workload))
}

const workloadsByLabel = memoize((workloads: readonly Workload[]) =>
  grouped(workloads, ({ namespace, labels }) =>
    Object.entries(labels).map(([key, value]) => `${namespace}/${key}=${value}`),
  ),
)

/** The Services named `namespace/name`; there should be one. */
export function servicesNamed(key: string, services: readonly Service[]): readonly Service[] {
  return indexOf(services).byName.get(key) ?? []
}

/** Built once: comparing each workload with each Service takes 25 million steps in a folder with 5,000 of both. */
const indexOf = memoize((services: readonly Service[]) => {
  const byLabel = labelIndex(services)
  return {
    byName: grouped(services, ({ namespace, name }) => [`${namespace}/${name}`]),
    selecting: memoize((workload: Workload): readonly Service[] => {
      const labels = Object.entries(workload.labels)
      const found = labels
        .flatMap(([key, value]) => byLabel.get(`${workload.namespace}/${key}=${value}`) ?? [])
        .filter(({ service }) => selects(service, workload))
      const rank = new Map(labels.map(([key], n) => [key, n]))
      const sorted = found.sort((a, b) => rank.get(a.first)! - rank.get(b.first)! || a.n - b.n)
      return sorted.map(({ service }) => service)
    }),
  }
})

/** Groups Services by the rarest label of their selector, which every pod of the Service has. `first` is the first label. */
function labelIndex(services: readonly Service[]): Map<string, { service: Service; n: number; first: string }[]> {
  const labelsOf = ({ namespace, selector }: Service) =>
    Object.entries(selector).map(([key, value]) => `${namespace}/${key}=${value}`)
  const count = new Map<string, number>()
  for (const label of services.flatMap(labelsOf)) count.set(label, (count.get(label) ?? 0) + 1)
  const rarest = (labels: string[]) => labels.reduce((a, b) => (count.get(b)! < count.get(a)! ? b : a))
  const withSelector = services.flatMap((service, n) => {
    const [first] = Object.keys(service.selector)
    return first === undefined ? [] : [{ service, n, first }]
  })
  return grouped(withSelector, ({ service }) => [rarest(labelsOf(service))])
}

/** The container port that a Service port leads to. */
export function containerPort(port: ServicePort, workload: Workload): number | undefined {
  if (/^\d+$/.test(port.targetPort)) return Number(port.targetPort)
  return workload.containers.flatMap(({ ports }) => ports).find(({ name }) => name === port.targetPort)?.port
}

/** The ports of a container that others call: those it declares, and those that Services lead to. */
export function exposedPorts(container: Container, workload: Workload, services: readonly Service[]): Set<number> {
  const ports = new Set(container.ports.map(({ port }) => port))
  if (workload.containers.length > 1) return ports
  for (const service of servicesSelecting(workload, services)) {
    for (const port of service.ports) ports.add(containerPort(port, workload) ?? 0)
  }
  return ports
}
