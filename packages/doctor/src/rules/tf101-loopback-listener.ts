// TF101: a server listens on 127.0.0.1 only.
import { replaceValue } from '../edits.ts'
import { runsNode } from '../model/app.ts'
import { isLoopback } from '../model/hosts.ts'
import { isListenProven, listenSeverity } from '../model/listen-proof.ts'
import { listenersOf } from '../model/listeners.ts'
import type { Workload } from '../model/workloads.ts'
import { nameOf } from '../read/resource.ts'
import type { RawFinding, Rule, Severity } from '../rule.ts'
import type { World } from '../world.ts'

/** Only the pod itself reaches such a listener. Others get a 503 behind a sidecar, and a refused connection without one. */
export const loopbackListener: Rule = {
  id: 'TF101',
  severity: 'error',
  title: 'A server listens on 127.0.0.1 only, on a port that others call',
  why: `Since Istio 1.10 and Linkerd 2.11 the sidecar delivers inbound calls to the pod's own address and no longer to 127.0.0.1.
  A server that listens only on loopback then gets no calls: callers get 503 with the flag UF, and probes fail. Older pages
  about meshes say to bind 127.0.0.1, and that advice is now wrong. Older meshes deliver only to 127.0.0.1: a server on ::1
  gets no calls there either, and ::1 is where Node listens when it is told localhost in a pod. It is a note where no Service
  leads to the port and no probe calls it, or where the variable may be another address.`,
  source: 'Istio 1.10 upgrade notes, Linkerd edge-21.9.3; measured with Envoy 1.40 behind real redirection, Node 20.',
  before: '- name: HOST\n  value: 127.0.0.1',
  after: '- name: HOST\n  value: 0.0.0.0',
  *check(world) {
    for (const { workload, container, listener } of listenersOf(world)) {
      const worst = isLoopback(listener.host) ? severityOf(listener.host, world, workload) : undefined
      const severity = worst && (listener.severity ?? listenSeverity(listener, container, workload, world))
      if (severity === undefined) continue
      yield {
        place: listener.field.place,
        resource: workload.resource,
        message:
          severity === 'info'
            ? `${nameOf(workload.resource)}: container ${container.name} seems to listen on ${listener.host} only, and it declares port ${listener.ports.join(', ')}`
            : `${nameOf(workload.resource)}: container ${container.name} listens on ${listener.host} only${listener.isDefault ? ' by default' : ''}, and port ${listener.ports.join(', ')} is called by others`,
        fix: `listen on 0.0.0.0 (or ::, for IPv4 and IPv6)${severity === 'info' ? ', if others call it' : ''}`,
        severity: severity === 'info' ? severity : worst,
        edits: () =>
          listener.withHost && isListenProven(listener, container, workload, world)
            ? replaceValue(listener.field, listener.withHost('0.0.0.0'))
            : [],
      }
    }
    yield* live(world)
  },
}

/**
 * The severity of listening on this loopback address, or undefined when it is fine. A sidecar that delivers to 127.0.0.1 does
 * not reach ::1. In a pod's /etc/hosts localhost is both: Node (17 and later) takes ::1, Go and Java take 127.0.0.1.
 */
function severityOf(host: string, { mesh }: World, workload: Workload): Severity | undefined {
  if (mesh.listen === 'passthrough' || host.includes('::1')) return 'error'
  if (host.toLowerCase() !== 'localhost') return undefined
  return runsNode(workload) ? 'error' : 'warning'
}

function* live({ live: reports, workloads, services, mesh }: World): Iterable<RawFinding> {
  const declared = new Set<number>()
  for (const { containers } of workloads)
    for (const { ports } of containers) for (const { port } of ports) declared.add(port)
  for (const { ports } of services) for (const { targetPort } of ports) declared.add(Number(targetPort))
  for (const { process, servers, at } of reports) {
    for (const [n, { address, port }] of servers.entries()) {
      if (!isLoopback(address) || (mesh.listen === 'loopback' && address !== '::1')) continue
      if (declared.size > 0 && !declared.has(port)) continue
      // The debugger's port and the system's ephemeral ports are rarely services.
      if (declared.size === 0 && (port === 9229 || port >= 32768)) continue
      // Another socket may have the same port open where the sidecar delivers.
      const delivered = mesh.listen === 'loopback' ? /^(0\.0\.0\.0|::|127\..*)$/ : /^(0\.0\.0\.0|::)$/
      if (servers.some((other) => other.port === port && delivered.test(other.address))) continue
      yield {
        place: at(['servers', n]),
        message: `${process} listens on ${address}:${port} only${declared.size > 0 ? ', and manifests lead others to that port' : ''}`,
        fix: 'listen on 0.0.0.0 (or ::, for IPv4 and IPv6)',
        severity: declared.size > 0 ? 'error' : 'warning',
      }
    }
  }
}
