import type { Field } from '../read/field.ts'
import type { Resource } from '../read/resource.ts'
import type { Container, Workload } from './workloads.ts'

export interface ServicePort {
  readonly port: number
  readonly name: string
  /** UDP and SCTP are none of the sidecar's business. */
  readonly transport: string
  readonly appProtocol: string | undefined
  /** A number, or the name of a container port. */
  readonly target: string
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
        target: field.get('targetPort').text() ?? field.get('port').text() ?? '',
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

/** The Services whose pods a workload makes. */
export function servicesOver(workload: Workload, services: readonly Service[]): Service[] {
  const { byLabel } = indexOf(services)
  const found = Object.entries(workload.labels).flatMap(
    ([key, value]) => byLabel.get(`${workload.namespace}/${key}=${value}`) ?? [],
  )
  return found.filter((service) => selects(service, workload))
}

/** The Services called `namespace/name`; it should be one. */
export function servicesNamed(key: string, services: readonly Service[]): readonly Service[] {
  return indexOf(services).byName.get(key) ?? []
}

interface Index {
  readonly byName: ReadonlyMap<string, readonly Service[]>
  /** By one label of the selector: a pod of the Service has it. */
  readonly byLabel: ReadonlyMap<string, readonly Service[]>
}

const indexes = new WeakMap<readonly Service[], Index>()

/** Made once: each workload with each Service is 25 million pairs in a folder of 5,000 of both. */
function indexOf(services: readonly Service[]): Index {
  const known = indexes.get(services)
  if (known) return known
  const [byName, byLabel] = [new Map<string, Service[]>(), new Map<string, Service[]>()]
  const put = (map: Map<string, Service[]>, key: string, service: Service) => {
    const list = map.get(key)
    if (list) list.push(service)
    else map.set(key, [service])
  }
  for (const service of services) {
    put(byName, `${service.namespace}/${service.name}`, service)
    const [label] = Object.entries(service.selector)
    if (label) put(byLabel, `${service.namespace}/${label[0]}=${label[1]}`, service)
  }
  const index = { byName, byLabel }
  indexes.set(services, index)
  return index
}

/** The container port that a Service port leads to. */
export function targetPort(port: ServicePort, workload: Workload): number | undefined {
  if (/^\d+$/.test(port.target)) return Number(port.target)
  return workload.containers.flatMap(({ ports }) => ports).find(({ name }) => name === port.target)?.port
}

/** The ports of a container that others reach: its declared ones, and those that Services lead to. */
export function exposedPorts(container: Container, workload: Workload, services: readonly Service[]): Set<number> {
  const ports = new Set(container.ports.map(({ port }) => port))
  if (workload.containers.length > 1) return ports
  for (const service of servicesOver(workload, services)) {
    for (const port of service.ports) ports.add(targetPort(port, workload) ?? 0)
  }
  return ports
}
