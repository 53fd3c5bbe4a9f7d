import { replaceValue } from '../edits.ts'
import { runsNode } from '../model/app.ts'
import { isLoopback } from '../model/hosts.ts'
import { listenersOf } from '../model/listeners.ts'
import type { Workload } from '../model/workloads.ts'
import { nameOf } from '../read/resource.ts'
import type { RawFinding, Rule, Severity } from '../rule.ts'
import type { World } from '../world.ts'

/** Nobody but the pod itself reaches such a listener; behind a sidecar it is a 503, without one a refused connection. */
export const loopbackListener: Rule = {
  id: 'TF101',
  severity: 'error',
  title: 'A server listens on 127.0.0.1 only, on a port that others call',
  why: `Since Istio 1.10 and Linkerd 2.11 the sidecar delivers inbound calls to the pod's own address, no longer to 127.0.0.1.
A server that listens on loopback only then answers nobody: callers get 503 with the flag UF, and probes fail. The
advice of older mesh pages to bind 127.0.0.1 is what breaks it. Older meshes deliver to 127.0.0.1, and to that only: a
server on ::1 answers nobody there either, and that is where Node listens when it is told localhost in a pod.`,
  source: 'Istio 1.10 upgrade notes, Linkerd edge-21.9.3; measured with Envoy 1.40 behind real redirection, Node 20.',
  before: '- name: HOST\n  value: 127.0.0.1',
  after: '- name: HOST\n  value: 0.0.0.0',
  *check(world) {
    for (const { workload, container, listener } of listenersOf(world)) {
      const severity = isLoopback(listener.host) ? severityOf(listener.host, world, workload) : undefined
      if (severity === undefined) continue
      yield {
        place: listener.field.place,
        resource: workload.resource,
        message: `${nameOf(workload.resource)}: container ${container.name} listens on ${listener.host} only, and port ${listener.ports.join(', ')} is called by others`,
        fix: 'listen on 0.0.0.0 (or ::, for IPv4 and IPv6)',
        severity,
        edits: () => (listener.whole ? replaceValue(listener.field, listener.whole('0.0.0.0')) : []),
      }
    }
    yield* live(world)
  },
}

/**
 * How bad it is to listen on this loopback address, if at all. A sidecar that delivers to 127.0.0.1 does not reach ::1,
 * and localhost is both in a pod's /etc/hosts: Node (17 and later) takes ::1, Go and Java take 127.0.0.1.
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
  for (const { ports } of services) for (const { target } of ports) declared.add(Number(target))
  for (const { process, servers, at } of reports) {
    for (const [n, { address, port }] of servers.entries()) {
      if (!isLoopback(address) || (mesh.listen === 'loopback' && address !== '::1')) continue
      if (declared.size > 0 && !declared.has(port)) continue
      // A debugger's port, or one of those that the system hands out, is rarely a service.
      if (declared.size === 0 && (port === 9229 || port >= 32768)) continue
      // The same port open where the sidecar delivers, by another socket, is reached.
      const reached = mesh.listen === 'loopback' ? /^(0\.0\.0\.0|::|127\..*)$/ : /^(0\.0\.0\.0|::)$/
      if (servers.some((other) => other.port === port && reached.test(other.address))) continue
      yield {
        place: at(['servers', n]),
        message: `${process} listens on ${address}:${port} only${declared.size > 0 ? ', and manifests lead others to that port' : ''}`,
        fix: 'listen on 0.0.0.0 (or ::, for IPv4 and IPv6)',
        severity: declared.size > 0 ? 'error' : 'warning',
      }
    }
  }
}
