// Decides how sure it is that an address is the listen address of a port that others call: sure enough for an error, for an edit.

import type { World } from '../world.ts'
import { runsNode } from './app.ts'
import { calledPorts } from './called-ports.ts'
import type { Listener } from './listeners.ts'
import { probedPorts } from './probes.ts'
import type { Container, Workload } from './workloads.ts'

/** Programs that listen on 127.0.0.1 for the app in the same pod. */
const local =
  /(^|[/_-])(cloud-?sql-?proxy|gce-proxy|alloydb-auth-proxy|pgbouncer|kube-rbac-proxy|oauth2?-proxy|envoy|twemproxy)([:@-]|$)/

/** `error`: others call this port. `info`: nothing proves that. Undefined: it is meant for the pod itself. */
export function listenSeverity(
  listener: Listener,
  container: Container,
  workload: Workload,
  { services }: World,
): 'error' | 'info' | undefined {
  const called = calledPorts(container, workload, services)
  const isCalled = listener.ports.some((port) => called.has(port))
  if (!isCalled) return local.test(container.image) ? undefined : 'info'
  return listener.isVague && !listener.hasPort ? 'info' : 'error'
}

/**
 * Whether the manifest proves that the program should listen on all addresses there: the port stands beside the address, the
 * kubelet probes the only port, or the image runs Node, whose servers take such a variable.
 */
export function isListenProven(listener: Listener, container: Container, workload: Workload, world: World): boolean {
  if (listenSeverity(listener, container, workload, world) !== 'error') return false
  const probed = probedPorts(container)
  const [port, ...others] = listener.ports
  if (listener.hasPort || (others.length === 0 && port !== undefined && probed.has(port))) return true
  return workload.containers.length === 1 && others.length === 0 && runsNode(workload)
}
