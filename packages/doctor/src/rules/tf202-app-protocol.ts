// TF202: an appProtocol that this mesh does not read as intended.
import { replaceValue } from '../edits.ts'
import { isL4Only } from '../model/ambient.ts'
import { isBefore, type MeshName } from '../model/mesh.ts'
import { isKnownToIstio, linkerdProtocol, portable } from '../model/protocols.ts'
import { isProbed } from '../model/proven-protocol.ts'
import type { Service } from '../model/services.ts'
import { nameOf } from '../read/resource.ts'
import type { RawFinding, Rule } from '../rule.ts'
import type { World } from '../world.ts'

/** `grpc` is right for Istio and silently turns off HTTP in Linkerd. No tool of either mesh warns about it. */
export const appProtocol: Rule = {
  id: 'TF202',
  severity: 'error',
  title: 'An appProtocol that this mesh does not read as intended',
  why: `Since 2.18 Linkerd reads appProtocol and treats every value except "http" and "kubernetes.io/h2c" as opaque bytes: no
  routes, retries, metrics per path or spans, and no error. That includes "grpc", "http2", "grpc-web" and "kubernetes.io/ws",
  which are all right for Istio. Istio in turn does not know Linkerd's values, and sniffs.`,
  source: 'Istio pkg/config/kube/conversion.go; Linkerd 2.18 policy controller (outbound.rs) and "Protocol Detection".',
  before: 'appProtocol: grpc',
  after: 'appProtocol: kubernetes.io/h2c',
  *check(world) {
    for (const service of world.services) {
      const { resource, ports, external } = service
      for (const port of external ? [] : ports) {
        const { appProtocol: value, field } = port
        // 15008 is the port of Istio's own tunnel, whose protocol is fixed.
        if (value === undefined || port.port === 15008) continue
        const place = field.get('appProtocol').place
        const better = portable(value)
        const edits = () =>
          better && isSame(value) && isProbed('kubernetes.io/h2c', port, service, world.workloads)
            ? replaceValue(field.get('appProtocol'), better)
            : []
        for (const { mesh, problem } of problems(value, service, world)) {
          yield {
            place,
            resource,
            message: `${nameOf(resource)}: appProtocol ${JSON.stringify(value)} of port ${port.port} ${problem}`,
            fix: better
              ? `appProtocol: ${better}, which both meshes read`
              : 'use http, kubernetes.io/h2c (gRPC), https or tcp',
            mesh: [mesh],
            edits,
          } satisfies RawFinding
        }
      }
    }
  },
}

/**
 * Whether h2c means the same to all that read the value. Istio translates gRPC-Web only where it is declared, and some gateways take a
 * WebSocket only from kubernetes.io/ws: these stay, and http is a suggestion.
 */
function isSame(value: string): boolean {
  return /^(grpc|http2)$/i.test(value)
}

function* problems(value: string, service: Service, world: World): Iterable<{ mesh: MeshName; problem: string }> {
  const { mesh } = world
  const carriesHttp = portable(value) !== undefined
  // Linkerd does not look up a headless Service: TF207.
  if (
    !service.headless &&
    !isBefore(mesh.linkerd.version, [2, 18]) &&
    carriesHttp &&
    linkerdProtocol(value) === 'tcp'
  ) {
    yield { mesh: 'linkerd', problem: 'is opaque TCP to Linkerd since 2.18' }
  }
  if (!isKnownToIstio(value) && !isL4Only(service, world))
    yield { mesh: 'istio', problem: 'is unknown to Istio, which then sniffs' }
}
