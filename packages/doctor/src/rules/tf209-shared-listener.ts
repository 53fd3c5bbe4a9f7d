// TF209: calls without their own address share one of the sidecar's listeners.
import { grouped } from '../model/grouped.ts'
import { podsBehind } from '../model/pods-behind.ts'
import { istioProtocol } from '../model/protocols.ts'
import { containerPort, type Service, type ServicePort } from '../model/services.ts'
import type { Field } from '../read/field.ts'
import { nameOf, type Resource } from '../read/resource.ts'
import type { RawFinding, Rule } from '../rule.ts'
import type { World } from '../world.ts'

export const sharedListener: Rule = {
  id: 'TF209',
  severity: 'warning',
  title: 'TCP calls without an address of their own share a listener',
  why: `A sidecar has one listener for an address and port, and TCP carries no host name that could tell two callees apart. A ServiceEntry for
  TCP without addresses takes the port on all addresses: calls to a second one on the same port, or to an HTTP Service on it, go to the
  first one or are read as bytes. The same happens to two headless Services that select the same pods, when only one declares TCP.`,
  source:
    'istiod, core/listener.go (conflicts of outbound listeners, metrics pilot_conflict_outbound_listener_*); Istio IST0134.',
  before: 'protocol: TCP',
  after: 'addresses: [240.0.0.10]',
  *check(world) {
    yield* entries(world)
    yield* headless(world)
  },
}

/** TCP ports of ServiceEntries without addresses, by number. Istio gives addresses only where DNS capture is on. */
function* entries({ resources, services }: World): Iterable<RawFinding> {
  const ports = resources.filter(isBare).flatMap((resource) =>
    resource.root
      .get('spec', 'ports')
      .items()
      .filter((port) => /^(TCP)?$/i.test(port.get('protocol').text() ?? ''))
      .map((port) => ({ resource, port, number: port.get('number').number() ?? 0 })),
  )
  const http = grouped(
    services.filter(({ headless: isHeadless, external }) => !isHeadless && !external),
    (service) => service.ports.filter((port) => /^http2?$/.test(istioProtocol(port))).map(({ port }) => port),
  )
  for (const [number, all] of grouped(ports, (one) => [one.number])) {
    const service = http.get(number)?.[0]
    const others = [...new Set(all.map(({ resource }) => resource))]
    for (const [n, { resource, port }] of all.entries()) {
      const other = others.find((one) => one !== resource)
      if (n === 0 && service) yield found(resource, port, number, `the HTTP port of ${nameOf(service.resource)}`)
      else if (n > 0 && other) yield found(resource, port, number, `that of ${nameOf(other)}`)
    }
  }
}

function isBare({ kind, root }: Resource): boolean {
  return (
    kind === 'ServiceEntry' &&
    root.get('spec', 'addresses').items().length === 0 &&
    root.get('metadata', 'labels', 'networking.istio.io/enable-autoallocate-ip').text() !== 'true'
  )
}

function found(resource: Resource, port: Field, number: number, other: string): RawFinding {
  return {
    place: port.get('number').place,
    resource,
    message: `${nameOf(resource)}: TCP port ${number} has no address of its own, and shares its listener with ${other}`,
    fix: 'addresses, or DNS capture, which gives each entry an address',
    mesh: ['istio'],
  }
}

function* headless(world: World): Iterable<RawFinding> {
  const behind = [...podsBehind(world)].filter(([service]) => service.headless)
  const bySelector = grouped(behind, ([{ namespace, selector }]) => [
    `${namespace} ${JSON.stringify(Object.entries(selector).sort())}`,
  ])
  for (const group of bySelector.values()) {
    for (const [service, pods] of group) {
      for (const port of service.ports) {
        if (!/^http2?$/.test(istioProtocol(port))) continue
        const same = (one: ServicePort) => containerPort(one, pods[0]!) === containerPort(port, pods[0]!)
        const isTcp = (one: ServicePort) => istioProtocol(one) === 'tcp' && one.port === port.port && same(one)
        const other: Service | undefined = group
          .map(([one]) => one)
          .find((one) => one !== service && one.ports.some(isTcp))
        if (other === undefined) continue
        yield {
          place: port.field.get('port').place,
          resource: service.resource,
          message: `${nameOf(service.resource)} is headless and declares port ${port.port} as HTTP, and ${nameOf(other.resource)} declares it as TCP for the same pods: calls to it are TCP`,
          fix: 'declare the same protocol in both',
          mesh: ['istio'],
        }
      }
    }
  }
}
