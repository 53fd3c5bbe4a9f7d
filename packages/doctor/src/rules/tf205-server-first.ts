// TF205: protocol detection delays or blocks a protocol in which the server speaks first.
import { addMember, replaceValue } from '../edits.ts'
import { memoize } from '../memoize.ts'
import { isL4Only } from '../model/ambient.ts'
import { grouped } from '../model/grouped.ts'
import { istioProtocol, linkerdOpaque, speaksFirst } from '../model/protocols.ts'
import { provenProtocol } from '../model/proven-protocol.ts'
import { provenServerFirst } from '../model/proven-server-first.ts'
import type { Service } from '../model/services.ts'
import type { Workload } from '../model/workloads.ts'
import { nameOf, type Resource } from '../read/resource.ts'
import type { RawFinding, Rule } from '../rule.ts'
import type { World } from '../world.ts'

const annotation = 'config.linkerd.io/opaque-ports'

export const serverFirstPort: Rule = {
  id: 'TF205',
  severity: 'error',
  title: 'A protocol in which the server speaks first goes through detection',
  why: `The sidecar waits for the client's first bytes to detect the protocol, and the client waits for the server's greeting.
  Istio's detection has no time limit, so the connection hangs. Linkerd gives up after 10 s, so every connection takes 10 s.
  Linkerd's annotation opaque-ports replaces its default list: when you add a port, repeat the others. The name of the port or the
  image proves the protocol. Where only the number hints at it, it is a note.`,
  source:
    'Istio, "Server First Protocols" (protocolDetectionTimeout 0 s); Linkerd, "Protocol Detection", opaque ports.',
  before: 'port: 4222',
  after: 'appProtocol: tcp',
  *check(world) {
    for (const service of world.services) {
      if (service.external) continue
      for (const port of service.ports) {
        const proven = provenServerFirst(port, service, world.workloads)
        const speaks = proven?.protocol ?? speaksFirst(port)
        if (speaks === undefined || port.transport !== 'TCP' || port.appProtocol !== undefined) continue
        const isIstio = istioProtocol(port) === 'sniff' && !isL4Only(service, world)
        const isLinkerd = !opaquePorts(service, world).some((range) => holds(range, port.port))
        if (!isIstio && !isLinkerd) continue
        yield {
          place: port.field.get('port').place,
          resource: service.resource,
          message: proven
            ? `${nameOf(service.resource)}: on port ${port.port} (${speaks}) the server speaks first, and detection waits for the client`
            : `${nameOf(service.resource)}: port ${port.port} is the usual one of ${speaks}, where the server speaks first: then detection waits for the client`,
          fix: proven ? 'appProtocol: tcp' : `appProtocol: tcp, if it is ${speaks}`,
          severity: proven ? (proven.isSure ? 'error' : 'warning') : 'info',
          mesh: [...(isIstio ? (['istio'] as const) : []), ...(isLinkerd ? (['linkerd'] as const) : [])],
          edits: () => (proven ? addMember(port.field, 'appProtocol', 'tcp') : []),
        }
      }
    }
    for (const resource of world.resources) yield* droppedPorts(resource, world)
  },
}

/** A list of opaque ports that drops default ports which the object, or the Services of the namespace, use. */
function* droppedPorts(resource: Resource, world: World): Iterable<RawFinding> {
  const paths = [
    ['metadata', 'annotations', annotation],
    ['spec', 'template', 'metadata', 'annotations', annotation],
  ]
  for (const path of paths) {
    const field = resource.root.get(...path)
    const ranges = rangesOf(field.text())
    if (!field.exists) continue
    const used = servicesAffected(resource, world).flatMap((service) =>
      service.ports.filter(({ appProtocol }) => appProtocol === undefined).map((port) => ({ port, service })),
    )
    const dropped = linkerdOpaque.filter((number) => !ranges.some((range) => holds(range, number)))
    const lost = dropped.filter((number) => used.some(({ port }) => port.port === number))
    if (lost.length === 0) continue
    // A number alone does not tell that the port should be opaque: on 4444 there may be Selenium.
    const isProven = lost.every((number) =>
      used.some(
        ({ port, service }) => port.port === number && provenProtocol(port, service, world.workloads) === 'tcp',
      ),
    )
    const all = [...ranges, ...lost.map(String)].join(',')
    yield {
      place: field.place,
      resource,
      message: `${nameOf(resource)}: opaque-ports ${JSON.stringify(field.text())} replaces the default list, and port ${lost.join(', ')} is no longer opaque`,
      fix: isProven ? `opaque-ports: "${all}"` : `opaque-ports: "${all}", unless HTTP is spoken there`,
      severity: isProven ? 'error' : 'info',
      mesh: ['linkerd'],
      edits: () => (isProven ? replaceValue(field, all) : []),
    }
  }
}

/** The Services that an object's annotation applies to. */
function servicesAffected(resource: Resource, { services, workloads }: World): readonly Service[] {
  const { byResource, bySpace, byLabel } = indexOf(services)
  if (resource.kind === 'Namespace')
    return (bySpace.get(resource.name) ?? []).filter(({ annotations }) => annotations[annotation] === undefined)
  const workload = workloadsByResource(workloads).get(resource)
  const labels = Object.entries(workload?.labels ?? {}).map(([key, value]) => `${key}=${value}`)
  const behind = labels
    .flatMap((label) => byLabel.get(label) ?? [])
    .filter(({ selector }) => Object.entries(selector).every(([key, value]) => workload?.labels[key] === value))
  return [...(byResource.get(resource) ?? []), ...behind]
}

const indexOf = memoize((services: readonly Service[]) => ({
  byResource: new Map(services.map((service) => [service.resource, [service]])),
  bySpace: grouped(services, ({ namespace }) => [namespace]),
  byLabel: grouped(services, ({ selector }) =>
    Object.entries(selector)
      .slice(0, 1)
      .map(([key, value]) => `${key}=${value}`),
  ),
}))

const workloadsByResource = memoize(
  (workloads: readonly Workload[]) => new Map(workloads.map((workload) => [workload.resource, workload])),
)

/** The namespaces by name. If there are two with one name, the first counts. */
const namespacesOf = memoize(
  (resources: readonly Resource[]) =>
    new Map(
      resources
        .filter(({ kind }) => kind === 'Namespace')
        .map((space) => [space.name, space] as const)
        .reverse(),
    ),
)

function opaquePorts(service: Service, { resources }: World): string[] {
  const space = namespacesOf(resources).get(service.namespace)
  const given = service.annotations[annotation] ?? space?.root.get('metadata', 'annotations', annotation).text()
  return given === undefined ? linkerdOpaque.map(String) : rangesOf(given)
}

function rangesOf(text: string | undefined): string[] {
  return (text ?? '')
    .split(',')
    .map((word) => word.trim())
    .filter(Boolean)
}

function holds(range: string, port: number): boolean {
  const [from, to = from] = range.split('-').map(Number)
  return from !== undefined && to !== undefined && from <= port && port <= to
}
