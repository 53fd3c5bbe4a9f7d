// Which service each call went to.
import { is } from '../model/flags.ts'
import type { Table } from '../model/table.ts'
import type { Links } from './links.ts'

/** The service that each call requested, if it is known; otherwise the workload whose sidecar received it. */
export function calleesOf(table: Table, links: Links, requests: ReadonlyMap<number, number>): Uint32Array {
  const callees = table.peer.slice(0, table.length)
  for (let row = 0; row < table.length; row++) {
    if ((table.flags[row]! & is.inbound) === 0) continue
    const caller = links.callerOf(row)
    if (caller >= 0 && !requests.has(callees[caller]!)) callees[caller] = table.workload[row]!
  }
  return callees
}
