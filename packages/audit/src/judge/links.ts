// Finds what belongs to a record: its parent, and the requests of its own workload that it may belong to.
import { is } from '../model/flags.ts'
import type { Table } from '../model/table.ts'
import { type Index, indexOf } from './index-of.ts'

/** Where a chain of parents leads: the row of a sidecar's record, or why there is none. */
export const ROOT = -1
export const UNREPORTED = -2
export const UNKNOWN = -3

/** No row. */
const NONE = -1

export interface Links {
  /** Goes up over spans that the application or the proxy itself made, to the next span of a sidecar. */
  parentOf(row: number): number
  /** An inbound record of this workload that has the parent's id, if any. */
  ownParent(row: number): number
  /** Up to 8 inbound records of the workload in the trace of this row. */
  requestsInTrace(row: number): readonly number[]
  /** Up to 8 inbound records of the workload with the request id of this row. */
  requestsById(row: number): readonly number[]
  /** Up to 8 outbound records to the workload of this inbound row, with its request id. */
  callsById(row: number): readonly number[]
  /** The outbound record of the sidecar that made the call of this inbound record, or -1. */
  callerOf(row: number): number
  isSameTrace(a: number, b: number): boolean
  isSameRequest(a: number, b: number): boolean
}

export function linksOf(table: Table): Links {
  const { length, flags, trace, span, parent, request, workload } = table
  const has = (row: number, bits: number) => (flags[row]! & bits) === bits
  const fold = (ids: Uint32Array, row: number, half: 0 | 1) =>
    (ids[row * 4 + 2 + half]! ^ Math.imul(ids[row * 4 + half]!, 0x9e3779b1)) >>> 0

  const writeKey = (key: Uint32Array, ids: Uint32Array, row: number, who: Uint32Array) => {
    key[0] = fold(ids, row, 0)
    key[1] = fold(ids, row, 1)
    key[2] = who[row]!
    return true
  }

  const spans = indexOf(length, (row, key) => {
    if (!has(row, is.hasTrace | is.hasSpan)) return false
    key[0] = span[row * 2]!
    key[1] = span[row * 2 + 1]!
    key[2] = fold(trace, row, 1)
    return true
  })
  const inTrace = indexOf(length, (row, key) => {
    if (!has(row, is.hasTrace | is.inbound)) return false
    return writeKey(key, trace, row, workload)
  })
  const byId = (side: number, who: Uint32Array) =>
    indexOf(length, (row, key) => {
      if (!has(row, is.hasRequestId | side)) return false
      return writeKey(key, request, row, who)
    })
  const inboundById = byId(is.inbound, workload)
  const outboundById = byId(is.outbound, table.peer)
  const isSameTrace = sameIn(trace, (row) => has(row, is.hasTrace))
  const isSameRequest = sameIn(request, (row) => has(row, is.hasRequestId))
  const tops = new Int32Array(length).fill(UNKNOWN)

  return {
    parentOf: climb,
    ownParent: (row) =>
      has(row, is.hasTrace | is.parentKnown) && !has(row, is.root)
        ? firstSpan(parent, row, (other) => has(other, is.inbound) && workload[other] === workload[row])
        : NONE,
    callerOf(row) {
      const up = climb(row)
      if (up >= 0 && has(up, is.outbound)) return up
      return has(row, is.hasTrace | is.hasSpan)
        ? firstSpan(span, row, (other) => other !== row && has(other, is.outbound))
        : NONE
    },
    requestsInTrace: (row) => (has(row, is.hasTrace) ? allOf(inTrace, trace, row, isSameTrace) : []),
    requestsById: (row) => (has(row, is.hasRequestId) ? allOf(inboundById, request, row, isSameRequest) : []),
    callsById: (row) => (has(row, is.hasRequestId) ? allOf(outboundById, request, row, isSameRequest) : []),
    isSameTrace,
    isSameRequest,
  }

  /** The first row of the same trace whose span has this id. */
  function firstSpan(ids: Uint32Array, row: number, isIt: (other: number) => boolean): number {
    let found = NONE
    spans.find(ids[row * 2]!, ids[row * 2 + 1]!, fold(trace, row, 1), (other) => {
      if (!isIt(other) || !isSameTrace(row, other)) return false
      found = other
      return true
    })
    return found
  }

  /** The rows of an index that belong to the workload of this row and have the same id. */
  function allOf(index: Index, ids: Uint32Array, row: number, isSame: (a: number, b: number) => boolean): number[] {
    const rows: number[] = []
    index.find(fold(ids, row, 0), fold(ids, row, 1), workload[row]!, (other) => {
      if (isSame(row, other)) rows.push(other)
      return false
    })
    return rows
  }

  function climb(row: number): number {
    const path: number[] = []
    let at = stepUp(row)
    while (at >= 0 && (flags[at]! & (is.app | is.proxy)) !== 0) {
      const known = tops[at]!
      if (known !== UNKNOWN) {
        at = known
        break
      }
      tops[at] = ROOT // a circle ends here
      path.push(at)
      at = stepUp(at)
    }
    for (const one of path) tops[one] = at
    return at
  }

  /** The parent's row. If caller and callee share an id, the callee's. */
  function stepUp(row: number): number {
    if (has(row, is.root)) return ROOT
    if (!has(row, is.parentKnown)) return UNKNOWN
    let found: number = UNREPORTED
    spans.find(parent[row * 2]!, parent[row * 2 + 1]!, fold(trace, row, 1), (other) => {
      if (other === row || !isSameTrace(row, other)) return false
      if (found < 0 || has(other, is.inbound)) found = other
      return false
    })
    return found
  }
}

/** Whether two rows have the same id, and have one at all. */
function sameIn(ids: Uint32Array, hasOne: (row: number) => boolean): (a: number, b: number) => boolean {
  return (a, b) => {
    for (let part = 0; part < 4; part++) if (ids[a * 4 + part] !== ids[b * 4 + part]) return false
    return hasOne(a)
  }
}
