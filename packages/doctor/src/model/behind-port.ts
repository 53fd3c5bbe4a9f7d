// Finds the containers that a Service port leads to.
import { dirname } from 'node:path'
import type { Resource } from '../read/resource.ts'
import { containerPort, type Service, type ServicePort, workloadsSelectedBy } from './services.ts'
import type { Container, Workload } from './workloads.ts'

/** A container, and what its port has there as a number and a name. */
export interface Behind {
  readonly container: Container
  readonly number: number
  readonly name: string
}

/**
 * The containers behind a Service port, with the port's number and name there. Without a namespace the same labels may stand in
 * another example of the tree, so then only workloads of the same folder count.
 */
export function behindPort(port: ServicePort, service: Service, workloads: readonly Workload[]): Behind[] {
  const folderOf = ({ source }: Resource) => dirname(source.file)
  const isNear = ({ resource }: Workload) =>
    service.namespace !== '' || folderOf(resource) === folderOf(service.resource)
  return workloadsSelectedBy(service, workloads)
    .filter(isNear)
    .flatMap((workload) => {
      const number = containerPort(port, workload)
      if (number === undefined) return []
      return workload.containers.flatMap((container) => {
        const declared = container.ports.find((one) => one.port === number)
        const isOnly = workload.containers.length === 1
        return declared || isOnly ? [{ container, number, name: declared?.name ?? '' }] : []
      })
    })
}
