// TF201: a Service port does not declare its protocol.
import { addMember } from '../edits.ts'
import { istioProtocol, probableProtocol, speaksFirst } from '../model/protocols.ts'
import { nameOf } from '../read/resource.ts'
import type { Rule } from '../rule.ts'

export const portProtocol: Rule = {
  id: 'TF201',
  severity: 'warning',
  title: 'A Service port does not say which protocol it speaks',
  why: `Then Istio looks at the first bytes of each connection. Sniffing knows only HTTP/1 and HTTP/2, and waits forever where
  the server speaks first. In a mesh that limits the wait (protocolDetectionTimeout), a connection whose first bytes come late
  counts as TCP. A TCP connection has no routes, retries, timeouts or spans.`,
  source:
    'Istio, "Protocol Selection" (IST0118, which needs a live cluster); Kubernetes, Service appProtocol (stable 1.20).',
  before: 'name: web',
  after: 'appProtocol: http',
  *check({ services }) {
    for (const { resource, ports, external } of services) {
      if (external || /^(kube-(system|public|node-lease)|istio-system)$/.test(resource.namespace)) continue
      for (const port of ports) {
        // Servers that speak first have a worse problem and their own rule, TF205.
        if (
          port.transport !== 'TCP' ||
          port.appProtocol !== undefined ||
          istioProtocol(port) !== 'sniff' ||
          speaksFirst(port)
        )
          continue
        const guess = probableProtocol(port)
        yield {
          place: port.field.get(port.name === '' ? 'port' : 'name').place,
          resource,
          message: `${nameOf(resource)}: port ${port.port}${port.name && ` (${port.name})`} declares no protocol`,
          fix: guess ? `appProtocol: ${guess}` : 'set appProtocol to http, kubernetes.io/h2c (gRPC), https or tcp',
          mesh: ['istio'],
          edits: () => (guess ? addMember(port.field, 'appProtocol', guess) : []),
        }
      }
    }
  },
}
