// TF903: a route names a port that the Service does not have, or none where the Service has several.
import { destinationsOf } from '../model/references/destinations.ts'
import { treeOf } from '../model/references/tree.ts'
import { nameOf } from '../read/resource.ts'
import type { Rule } from '../rule.ts'

export const missingPort: Rule = {
  id: 'TF903',
  severity: 'error',
  title: 'A route names a port that its Service does not have',
  why: `A route to a port that the Service does not have leads nowhere: 503, or 500 from a gateway of the Gateway API. A route of
  Istio without a port is right only where the Service has one port. The port is the Service's own, not the container's.`,
  source: 'Istio, "Virtual Service: Destination.port", IST0112; Gateway API, "BackendRef: port".',
  before: 'number: 8081',
  after: 'number: 8080',
  *check(world) {
    const tree = treeOf(world)
    for (const { resource, host, field, port, text } of destinationsOf(world.resources)) {
      const services = host.form === 'dotted' ? [] : tree.servicesOf(host.name, host.namespace)
      const numbers = services.flatMap(({ ports }) => ports.map((one) => one.port))
      // Without ports the Service is an ExternalName or incomplete.
      if (numbers.length === 0) continue
      if (port.exists) {
        if (port.number() === undefined || numbers.includes(port.number()!)) continue
        yield {
          place: port.place,
          resource,
          message: `${nameOf(resource)}: ${nameOf(services[0]!.resource)} has no port ${port.text()}, only ${[...new Set(numbers)].join(', ')}`,
          fix: "name one of the Service's own ports",
        }
      } else if (resource.kind === 'VirtualService' && services.every(({ ports }) => ports.length > 1)) {
        yield {
          place: field.place,
          resource,
          message: `${nameOf(resource)}: names no port, and ${nameOf(services[0]!.resource)} has ${services[0]!.ports.length} (${text})`,
          fix: 'add port: { number: ... } to the destination',
        }
      }
    }
  },
}
