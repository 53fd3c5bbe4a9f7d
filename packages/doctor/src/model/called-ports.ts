// Finds the ports of a container that others really call. A port that a container declares is only information in Kubernetes.
import { probedPorts } from './probes.ts'
import { containerPort, exposedPorts, type Service, servicesSelecting } from './services.ts'
import type { Container, Workload } from './workloads.ts'

/**
 * The ports to which Services lead, and those that the kubelet probes. In a pod with one container also those that it declares,
 * because it declares them for a caller: with other containers, that may be the app in the same pod.
 */
export function calledPorts(
  container: Container,
  workload: Workload,
  services: readonly Service[],
): ReadonlySet<number> {
  const exposed = exposedPorts(container, workload, services)
  if (workload.containers.length === 1) return exposed
  const led = new Set(
    servicesSelecting(workload, services).flatMap(({ ports }) =>
      ports.flatMap((port) => containerPort(port, workload) ?? []),
    ),
  )
  const probed = probedPorts(container)
  return new Set([...exposed].filter((port) => led.has(port) || probed.has(port)))
}
