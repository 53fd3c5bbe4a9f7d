// The inbound requests: how many, and when they were open.
import { is } from '../model/flags.ts'
import type { Table } from '../model/table.ts'
import { type Intervals, intervalsOf } from './intervals.ts'

interface Counted {
  readonly requests: Map<number, number>
  readonly gateways: Set<number>
  readonly probes: number
}

/** By workload, without probes; and which proxies say that they are gateways. */
export function countRequests({ length, flags, workload }: Table): Counted {
  const requests = new Map<number, number>()
  const gateways = new Set<number>()
  let probes = 0
  for (let row = 0; row < length; row++) {
    const bits = flags[row]!
    if ((bits & is.gateway) !== 0) gateways.add(workload[row]!)
    if ((bits & is.inbound) === 0) continue
    if ((bits & is.probe) !== 0) probes++
    else requests.set(workload[row]!, (requests.get(workload[row]!) ?? 0) + 1)
  }
  return { requests, probes, gateways }
}

/** By the sidecar that received them. */
export function requestsByInstance({ length, flags, instance, start, duration }: Table): Map<number, Intervals> {
  const rows = new Map<number, number[]>()
  for (let row = 0; row < length; row++) {
    if ((flags[row]! & is.inbound) === 0 || (flags[row]! & is.probe) !== 0) continue
    const known = rows.get(instance[row]!)
    if (known === undefined) rows.set(instance[row]!, [row])
    else known.push(row)
  }
  return new Map(
    Array.from(rows, ([of, all]) => [
      of,
      intervalsOf(
        Float64Array.from(all, (row) => start[row]!),
        Float64Array.from(all, (row) => duration[row]!),
      ),
    ]),
  )
}
