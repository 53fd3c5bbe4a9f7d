// Finds what belongs to a record: its parent, and the requests of its own workload that it may belong to.
import { is, type Table } from '../model/table.ts'
import { indexOf } from './index-of.ts'

/** Where a chain of parents leads: the row of a sidecar's record, or why to none. */
export const ROOT = -1
export const UNREPORTED = -2
export const UNKNOWN = -3

export interface Links {
  /** Up over spans that the application or the proxy itself made, to the next of a sidecar. */
  parentOf(row: number): number
  /** An inbound record of this workload that has the parent's id, if any. */
  ownParent(row: number): number
  /** Up to 8 inbound records of the workload in the trace of this row. */
  requestsInTrace(row: number): readonly number[]
  /** Up to 8 inbound records of the workload with the request id of this row. */
  requestsById(row: number): readonly number[]
  /** Up to 8 outbound records to the workload of this inbound row, with its request id. */
  callsById(row: number): readonly number[]
  /** The outbound record of the sidecar that made the call this inbound record is about, or -1. */
  callerOf(row: number): number
  isSameTrace(a: number, b: number): boolean
  isSameRequest(a: number, b: number): boolean
}

export function linksOf(table: Table): Links {
  const { length, flags, trace, span, parent, request, workload } = table
  const has = (row: number, bits: number) => (flags[row]! & bits) === bits
  const fold = (ids: Uint32Array, row: number, half: 0 | 1) =>
    (ids[row * 4 + 2 + half]! ^ Math.imul(ids[row * 4 + half]!, 0x9e3779b1)) >>> 0

  const spans = indexOf(length, (row, key) => {
    if (!has(row, is.hasTrace | is.hasSpan)) return false
    key[0] = span[row * 2]!
    key[1] = span[row * 2 + 1]!
    key[2] = fold(trace, row, 1)
    return true
  })
  const inTrace = indexOf(length, (row, key) => {
    if (!has(row, is.hasTrace | is.inbound)) return false
    key[0] = fold(trace, row, 0)
    key[1] = fold(trace, row, 1)
    key[2] = workload[row]!
    return true
  })
  const byId = (side: number, who: Uint32Array) =>
    indexOf(length, (row, key) => {
      if (!has(row, is.hasRequestId | side)) return false
      key[0] = fold(request, row, 0)
      key[1] = fold(request, row, 1)
      key[2] = who[row]!
      return true
    })
  const inboundById = byId(is.inbound, workload)
  const outboundById = byId(is.outbound, table.peer)
  const tops = new Int32Array(length).fill(UNKNOWN)

  return {
    parentOf: climb,
    ownParent(row) {
      let found = -1
      if (!has(row, is.hasTrace | is.parentKnown) || has(row, is.root)) return found
      spans.find(parent[row * 2]!, parent[row * 2 + 1]!, fold(trace, row, 1), (other) => {
        const isOwn = has(other, is.inbound) && workload[other] === workload[row] && sameTrace(other, row)
        if (isOwn) found = other
        return isOwn
      })
      return found
    },
    callerOf(row) {
      const up = climb(row)
      if (up >= 0 && has(up, is.outbound)) return up
      let twin = -1
      if (!has(row, is.hasTrace | is.hasSpan)) return twin
      spans.find(span[row * 2]!, span[row * 2 + 1]!, fold(trace, row, 1), (other) => {
        const isCall = other !== row && has(other, is.outbound) && sameTrace(row, other)
        if (isCall) twin = other
        return isCall
      })
      return twin
    },
    requestsInTrace: (row) =>
      has(row, is.hasTrace)
        ? all(inTrace, fold(trace, row, 0), fold(trace, row, 1), workload[row]!, (other) => sameTrace(row, other))
        : [],
    requestsById: (row) =>
      has(row, is.hasRequestId)
        ? all(inboundById, fold(request, row, 0), fold(request, row, 1), workload[row]!, (other) =>
            sameRequest(row, other),
          )
        : [],
    callsById: (row) =>
      has(row, is.hasRequestId)
        ? all(outboundById, fold(request, row, 0), fold(request, row, 1), workload[row]!, (other) =>
            sameRequest(row, other),
          )
        : [],
    isSameTrace: sameTrace,
    isSameRequest: sameRequest,
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

  /** The row that is named as the parent. Where caller and callee share an id, the callee's. */
  function stepUp(row: number): number {
    if (has(row, is.root)) return ROOT
    if (!has(row, is.parentKnown)) return UNKNOWN
    let found: number = UNREPORTED
    spans.find(parent[row * 2]!, parent[row * 2 + 1]!, fold(trace, row, 1), (other) => {
      if (other === row || !sameTrace(row, other)) return false
      if (found < 0 || has(other, is.inbound)) found = other
      return false
    })
    return found
  }

  function sameTrace(a: number, b: number): boolean {
    for (let part = 0; part < 4; part++) if (trace[a * 4 + part] !== trace[b * 4 + part]) return false
    return has(a, is.hasTrace)
  }

  function sameRequest(a: number, b: number): boolean {
    for (let part = 0; part < 4; part++) if (request[a * 4 + part] !== request[b * 4 + part]) return false
    return has(a, is.hasRequestId)
  }
}

function all(
  index: ReturnType<typeof indexOf>,
  a: number,
  b: number,
  c: number,
  isIt: (row: number) => boolean,
): readonly number[] {
  const rows: number[] = []
  index.find(a, b, c, (row) => {
    if (isIt(row)) rows.push(row)
    return false
  })
  return rows
}
