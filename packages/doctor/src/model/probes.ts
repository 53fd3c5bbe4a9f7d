// Reads a container's probes: which ports they call.
import type { Field } from '../read/field.ts'
import type { Container } from './workloads.ts'

/** The ports of a container that its probes call, of any kind. */
export function probedPorts(container: Container): Set<number> {
  return new Set(
    probesOf(container).flatMap((probe) =>
      ['httpGet', 'tcpSocket', 'grpc'].flatMap((way) => portOf(probe.get(way, 'port'), container) ?? []),
    ),
  )
}

/** The probes of a container, those that are not there included. */
export function probesOf({ field }: Container): Field[] {
  return ['readinessProbe', 'livenessProbe', 'startupProbe'].map((name) => field.get(name))
}

/** A port by its number, or by the name that the container gives it. */
export function portOf(field: Field, { ports }: Container): number | undefined {
  return field.number() ?? ports.find(({ name }) => name !== '' && name === field.text())?.port
}
