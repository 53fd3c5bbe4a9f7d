// TF102: a server listens on the pod's address only, under a mesh that delivers to 127.0.0.1.
import { replaceValue } from '../edits.ts'
import { isPodAddress } from '../model/hosts.ts'
import { isListenProven, listenSeverity } from '../model/listen-proof.ts'
import { listenersOf } from '../model/listeners.ts'
import { nameOf } from '../read/resource.ts'
import type { Rule } from '../rule.ts'

const fix = 'listen on 0.0.0.0 (or ::), or set inboundTrafficPolicy to PASSTHROUGH'

/** The opposite of TF101, for meshes that deliver to 127.0.0.1. */
export const podAddressListener: Rule = {
  id: 'TF102',
  severity: 'error',
  title: "A server listens on the pod's address only, and the mesh delivers to 127.0.0.1",
  why: `Istio before 1.10, Linkerd before 2.11 and Istio with inboundTrafficPolicy LOCALHOST hand inbound calls to 127.0.0.1.
A server that listens on the pod's address only gets none of them: 503 with the flag UF. This is what made ZooKeeper
restart forever.`,
  source:
    'Istio 1.10 upgrade notes, MeshConfig inboundTrafficPolicy; measured with Envoy 1.40 behind real redirection.',
  before: 'fieldPath: status.podIP',
  after: 'value: 0.0.0.0',
  *check(world) {
    if (world.mesh.listen !== 'loopback') return
    for (const { workload, container, listener } of listenersOf(world)) {
      const severity = isPodAddress(listener.host) && listenSeverity(listener, container, workload, world)
      if (!severity) continue
      yield {
        place: listener.field.place,
        resource: workload.resource,
        message: `${nameOf(workload.resource)}: container ${container.name} listens on the pod's address only, and this mesh delivers to 127.0.0.1`,
        fix,
        severity,
        edits: () =>
          listener.withHost &&
          isListenProven(listener, container, workload, world) &&
          !listener.field.path.includes('valueFrom')
            ? replaceValue(listener.field, listener.withHost('0.0.0.0'))
            : [],
      }
    }
    for (const { process, servers, at } of world.live) {
      for (const [n, { address, port }] of servers.entries()) {
        if (!isPodAddress(address)) continue
        yield {
          place: at(['servers', n]),
          message: `${process} listens on ${address}:${port} only, and this mesh delivers to 127.0.0.1`,
          fix,
        }
      }
    }
  },
}
