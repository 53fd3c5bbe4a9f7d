// TF201: a Service port does not declare its protocol.
import { addMember } from '../edits.ts'
import { isL4Only } from '../model/ambient.ts'
import { istioProtocol, speaksFirst } from '../model/protocols.ts'
import { provenProtocol } from '../model/proven-protocol.ts'
import { provenServerFirst } from '../model/proven-server-first.ts'
import { nameOf } from '../read/resource.ts'
import type { Rule } from '../rule.ts'

export const portProtocol: Rule = {
  id: 'TF201',
  severity: 'warning',
  title: 'A Service port does not say which protocol it speaks',
  why: `Then Istio looks at the first bytes of each connection. Sniffing knows only HTTP/1 and HTTP/2, and waits forever where
  the server speaks first. In a mesh that limits the wait (protocolDetectionTimeout), a connection whose first bytes come late
  counts as TCP. A TCP connection has no routes, retries, timeouts or spans. --fix writes the protocol only where the name of the
  port, a probe or the image proves it: the number of a port does not.`,
  source:
    'Istio, "Protocol Selection" (IST0118, which needs a live cluster); Kubernetes, Service appProtocol (stable 1.20).',
  before: 'name: web',
  after: 'appProtocol: http',
  *check(world) {
    const { services, workloads } = world
    for (const service of services) {
      const { resource, ports, external } = service
      if (
        external ||
        /^(kube-(system|public|node-lease)|istio-system)$/.test(resource.namespace) ||
        isL4Only(service, world)
      )
        continue
      for (const port of ports) {
        // Servers that speak first have a worse problem and their own rule, TF205.
        if (
          port.transport !== 'TCP' ||
          port.appProtocol !== undefined ||
          istioProtocol(port) !== 'sniff' ||
          speaksFirst(port) ||
          provenServerFirst(port, service, workloads)
        )
          continue
        const proven = provenProtocol(port, service, workloads)
        yield {
          place: port.field.get(port.name === '' ? 'port' : 'name').place,
          resource,
          message: `${nameOf(resource)}: port ${port.port}${port.name && ` (${port.name})`} declares no protocol`,
          fix: proven
            ? `appProtocol: ${proven}`
            : 'set appProtocol to what the server speaks: http, kubernetes.io/h2c (gRPC), https or tcp',
          mesh: ['istio'],
          edits: () => (proven ? addMember(port.field, 'appProtocol', proven) : []),
        }
      }
    }
  },
}
