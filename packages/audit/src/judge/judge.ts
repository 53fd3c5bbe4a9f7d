// From all records to counts: looks at each call once, and at calls that carry nothing a second time, edge by edge.
import { kindOf } from '../kinds.ts'
import { is } from '../model/flags.ts'
import type { Table } from '../model/table.ts'
import { type Call, callAt } from './call.ts'
import { calleesOf } from './callees.ts'
import { chanceOf } from './chance.ts'
import { dropTwice } from './drop-twice.ts'
import { count, createEdges, type Edge, type Edges } from './edges.ts'
import { linksOf } from './links.ts'
import { countRequests, requestsByInstance } from './requests.ts'
import { resolveWorkloads } from './resolve.ts'
import { requestsByWorkload, takenCalls } from './swaps.ts'
import { findBetween } from './two-tracers.ts'

export interface Verdict {
  readonly table: Table
  readonly edges: Edges
  /** By workload: inbound requests, without probes. */
  readonly requests: ReadonlyMap<number, number>
  readonly probes: number
  readonly gateways: ReadonlySet<number>
  /** Edges where the cause of the calls without a request is unknown. */
  readonly busy: number
}

export function judge(table: Table): Verdict {
  resolveWorkloads(table)
  dropTwice(table)
  const links = linksOf(table)
  const { requests, probes, gateways } = countRequests(table)
  const intervals = requestsByInstance(table)
  const callees = calleesOf(table, links, requests)
  const edges = createEdges()

  const own = new Int32Array(table.length).fill(-1)
  const byEdge = new Map<Edge, number[]>()
  const look = (row: number) => callAt(row, table, links, (at) => intervals.get(table.instance[at]!))

  for (let row = 0; row < table.length; row++) {
    if ((table.flags[row]! & is.outbound) === 0) continue
    const from = table.workload[row]!
    const up = links.parentOf(row)
    if (isPair(table, row, up)) {
      if ((table.flags[up]! & is.inbound) === 0) continue
      gateways.add(from)
    }
    const edge = edges.of(from, callees[row]!)
    edge.seen++
    // Nothing comes in: a client, a job, a gateway. It has nothing to forward.
    if (gateways.has(from) || !requests.has(from)) continue
    const call = look(row)
    own[row] = call.own
    if (isLost(call)) edge.lost.push(row)
    else {
      const rows = byEdge.get(edge)
      if (rows === undefined) byEdge.set(edge, [row])
      else rows.push(row)
      if (call.time === 'after') edge.late.push(row)
    }
  }
  let busy = 0
  const requestsOf = requestsByWorkload(table)
  const causes = new Map(Array.from(edges.all(), (edge) => [edge, causeOf(edge)]))
  const lossy = new Set(Array.from(causes, ([{ from }, { answer }]) => (answer === 'yes' ? from : -1)))
  for (const [edge, { answer, isSampled }] of causes) {
    // A service that forwards nothing on its other calls forwards nothing on these either.
    const caused = answer === 'cannot tell' && lossy.has(edge.from) ? 'yes' : answer
    if (caused === 'cannot tell') busy++
    for (const row of edge.lost) {
      const isOpen = isSampled || intervals.get(table.instance[row]!)?.isOpen(table.start[row]!) === true
      tally(edge, row, { ...look(row), caused: caused === 'yes' && !isOpen ? 'no' : caused })
    }
    const rows = byEdge.get(edge) ?? []
    const of = requestsOf.get(edge.from)
    const taken = of === undefined ? new Set() : takenCalls(edge, rows, own, of, table)
    for (const row of rows) tally(edge, row, taken.has(row) ? { ...look(row), isTaken: true } : look(row))
    edge.lost.length = 0
    edge.late.length = 0
  }
  findBetween(table, links, edges, callees)
  return { table, edges, requests, probes, gateways, busy }

  /** Whether requests cause the calls that belong to no request, as far as is known. */
  function causeOf({ lost }: Edge): { answer: 'yes' | 'no' | 'cannot tell'; isSampled: boolean } {
    const timed = lost.flatMap((row) => {
      const requests = intervals.get(table.instance[row]!)
      const start = table.start[row]!
      return requests === undefined ? [] : [{ start, end: start + table.duration[row]!, requests }]
    })
    const { caused, busy, open } = chanceOf(timed)
    const answer = caused ? 'yes' : busy && timed.length > 0 ? 'cannot tell' : 'no'
    // If few of them have a request, most requests are not recorded. If most have one, the others come from a timer.
    return { answer, isSampled: open < timed.length / 2 }
  }
}

function isLost({ linked, sameTrace, parent, isOutside }: Call): boolean {
  return !isOutside && linked === 'no' && !sameTrace && (parent === 'none' || parent === 'app' || parent === 'unknown')
}

function tally(edge: Edge, row: number, call: Call): void {
  const kind = kindOf(call)
  if (kind === undefined || kind.breaks) edge.judged++
  if (kind === undefined) {
    edge.whole++
    return
  }
  const finding = edge.findings.get(kind.id) ?? { count: 0, examples: [] }
  edge.findings.set(kind.id, finding)
  count(finding, row)
}

/** Two spans that one proxy made for one call, without an application between them. */
function isPair(table: Table, row: number, up: number): boolean {
  return (
    up >= 0 &&
    table.workload[up] === table.workload[row] &&
    table.upstreamCluster[up] === table.upstreamCluster[row] &&
    table.upstreamCluster[row]! > 0
  )
}
