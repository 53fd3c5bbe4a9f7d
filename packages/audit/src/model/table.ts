// All records as columns of numbers: 84 bytes each, with a limit on their number.
import { type Columns, copyRow, createColumns, growColumns } from './columns.ts'
import { is } from './flags.ts'
import { type Id, readId } from './ids.ts'
import { nameText } from './name-text.ts'
import { createNames, type Names } from './names.ts'
import type { SidecarRecord } from './record.ts'

export interface Table extends Columns {
  readonly length: number
  readonly instances: Names
  readonly workloads: Names
  readonly upstreamClusters: Names
  readonly agents: Names
  /** For an instance whose records do not say its workload: a number from `workloads`. */
  readonly hints: ReadonlyMap<number, number>
  /** One of this many traces is kept: 1 until there are too many. */
  readonly thinned: number
  add(record: SidecarRecord): void
}

/** @param most records; beyond it, every second trace is dropped by its id, so that no service is favored */
export function createTable(most = 2_000_000): Table {
  let size = Math.min(4096, most)
  const names = {
    instances: createNames(100_000),
    workloads: createNames(20_000),
    upstreamClusters: createNames(20_000),
    agents: createNames(5_000),
  }
  const hints = new Map<number, number>()
  const id: Id = new Uint32Array(4)
  const table = { ...createColumns(size), ...names, hints, length: 0, thinned: 1, add }
  return table

  function add(record: SidecarRecord): void {
    const row = table.length
    if (row === size) grow()
    let flags: number = is[record.direction]
    const { traceId = '', spanId = '', requestId = '', parent } = record
    const trace = readId(traceId, id)
    table.trace.set(id, row * 4)
    if (trace !== 'none') flags |= trace === 'odd' ? is.hasTrace | is.oddTrace : is.hasTrace
    const request = readId(requestId, id)
    table.request.set(id, row * 4)
    if (request !== 'none') flags |= request === 'odd' ? is.hasRequestId | is.oddRequest : is.hasRequestId
    if (readId(spanId, id) !== 'none') flags |= is.hasSpan
    short(table.span, row)
    if (parent !== 'unknown') {
      flags |= is.parentKnown
      if (parent === 'none' || readId(parent.id, id) === 'none') flags |= is.root
      else short(table.parent, row)
    }
    if (record.probe) flags |= is.probe
    if (record.gateway) flags |= is.gateway
    if (record.outside) flags |= is.outside
    if (record.sampled === false) flags |= is.unsampled
    if (record.source === 'log') flags |= is.log
    table.flags[row] = flags
    table.start[row] = record.start
    table.duration[row] = Math.max(0, record.duration)
    table.instance[row] = names.instances.of(record.instance)
    table.workload[row] = record.workload === undefined ? 0 : names.workloads.of(nameText(record.workload))
    table.peer[row] = record.peer === undefined ? 0 : names.workloads.of(nameText(record.peer))
    table.upstreamCluster[row] =
      record.upstreamCluster === undefined ? 0 : names.upstreamClusters.of(record.upstreamCluster)
    table.agent[row] = record.userAgent === undefined ? 0 : names.agents.of(record.userAgent.slice(0, 200))
    if (record.hint !== undefined) hints.set(table.instance[row]!, names.workloads.of(nameText(record.hint)))
    if (table.thinned === 1 || kept(row)) table.length++
    while (table.length >= most) thin()
  }

  /** The last 64 bits: span ids have no more. */
  function short(to: Uint32Array, row: number): void {
    to[row * 2] = id[2]!
    to[row * 2 + 1] = id[3]!
  }

  function grow(): void {
    size = Math.min(most, size * 2)
    growColumns(table, size)
  }

  /** By trace, otherwise by request: what belongs together stays together. */
  function kept(row: number): boolean {
    const of = (table.flags[row]! & is.hasTrace) !== 0 ? table.trace : table.request
    const mixed = Math.imul(of[row * 4 + 3]! ^ (of[row * 4 + 2]! >>> 7), 0x9e3779b1) >>> 8
    return mixed % table.thinned === 0
  }

  function thin(): void {
    table.thinned *= 2
    const before = table.length
    table.length = 0
    for (let row = 0; row < before; row++) if (kept(row)) copyRow(table, row, table.length++)
    // All in one trace: there is nothing left to choose by.
    if (table.length === before) table.length = Math.floor(before / 2)
  }
}
