// Finds breaks between two sidecars: the caller's and the callee's spans belong to one request but are in two traces.
import { is } from '../model/flags.ts'
import type { Table } from '../model/table.ts'
import { count, type Edges } from './edges.ts'
import type { Links } from './links.ts'

/** How much the clocks of two hosts may differ, in microseconds. */
const SKEW = 10_000_000

/**
 * There is no application between the two: their tracers do not speak the same format. This does not include a call that reached
 * its callee in its own trace, even with the same request id.
 */
export function findBetween(table: Table, links: Links, edges: Edges, callees: Uint32Array): void {
  const arrived = arrivedCalls(table, links)
  const { flags, start, duration, workload } = table
  for (let row = 0; row < table.length; row++) {
    const bits = flags[row]!
    if ((bits & is.inbound) === 0 || (bits & is.hasTrace) === 0 || links.callerOf(row) >= 0) continue
    const calls = links.callsById(row).filter((call) => (flags[call]! & is.hasTrace) !== 0)
    if (calls.some((call) => links.isSameTrace(call, row))) continue
    const from = calls.find(
      (call) =>
        arrived[call] === 0 &&
        callees[call] === workload[row] &&
        start[row]! >= start[call]! - SKEW &&
        start[row]! <= start[call]! + duration[call]! + SKEW,
    )
    if (from !== undefined) count(edges.of(workload[from]!, workload[row]!).between, row)
  }
}

function arrivedCalls({ length, flags }: Table, links: Links): Uint8Array {
  const arrived = new Uint8Array(length)
  for (let row = 0; row < length; row++) {
    const caller = (flags[row]! & is.inbound) === 0 ? -1 : links.callerOf(row)
    if (caller >= 0) arrived[caller] = 1
  }
  return arrived
}
