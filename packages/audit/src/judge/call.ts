// What the records say about one call: the evidence for the kinds.
import { is } from '../model/flags.ts'
import type { Table } from '../model/table.ts'
import type { Intervals } from './intervals.ts'
import { type Links, ROOT, UNREPORTED } from './links.ts'

export interface Call {
  /** The row of the request it belongs to, or -1. */
  readonly own: number
  /** How that is known: the same trace, the same request id in another trace, or the same request id if there is no trace. */
  readonly linked: 'trace' | 'other trace' | 'id' | 'no'
  /** Whose span the parent is: the request's own, another sidecar's, or one of the application's without a sidecar's span above it. */
  readonly parent: 'own' | 'other' | 'app' | 'unreported' | 'none' | 'unknown'
  /** Whether a request of the same workload is in its trace. */
  readonly sameTrace: boolean
  /** Compared with its request's: the same, a new one, or that of another request to the workload. */
  readonly requestId: 'same' | 'new' | 'another' | 'unknown'
  /** When it began, relative to its request. */
  readonly time: 'during' | 'after' | 'before' | 'long after' | 'unknown'
  /** The request is recorded, the call is not. */
  readonly isSamplingLost: boolean
  /** So close to the end of the input that its request may not have been written yet. */
  readonly isAtEnd: boolean
  readonly isOutside: boolean
  /** For a call without a request: whether requests cause such calls. Not set for other calls. */
  readonly caused?: 'yes' | 'no' | 'cannot tell'
  /** For a call that began after its request: another request was open then and has no such call of its own. */
  readonly isTaken?: boolean
}

/** The resolution of log clocks, in microseconds. */
const SLACK = 1_500
/** Work that a request starts without waiting for it begins earlier than this after the request. */
const LONG_AFTER = 30_000_000

export function callAt(
  row: number,
  table: Table,
  links: Links,
  requestsOf: (row: number) => Intervals | undefined,
): Call {
  const { flags, request, start, duration, instance } = table
  const has = (at: number, bits: number) => (flags[at]! & bits) === bits
  const inTrace = links.requestsInTrace(row)
  const sameTrace = inTrace.length > 0
  let [own, parent] = parentOf()
  let linked: Call['linked'] = own >= 0 ? 'trace' : 'no'
  if (own < 0 && parent === 'unknown' && sameTrace) {
    own = nearest(inTrace)
    linked = 'trace'
  }
  if (own < 0 && !sameTrace) {
    own = nearest(links.requestsById(row))
    if (own >= 0) linked = has(own, is.hasTrace) && has(row, is.hasTrace) ? 'other trace' : 'id'
  }
  return {
    own,
    linked,
    parent,
    sameTrace,
    requestId: requestId(),
    time: time(),
    isSamplingLost: own >= 0 && has(row, is.unsampled) && !has(own, is.unsampled),
    isAtEnd: isAtEnd(),
    isOutside: has(row, is.outside),
  }

  function parentOf(): [number, Call['parent']] {
    if (!has(row, is.hasTrace | is.parentKnown)) return [-1, 'unknown']
    if (has(row, is.root)) return [-1, 'none']
    const direct = links.ownParent(row)
    if (direct >= 0) return [direct, 'own']
    const up = links.parentOf(row)
    if (up === UNREPORTED) return [-1, 'unreported']
    if (up === ROOT) return [-1, 'app']
    if (up < 0) return [-1, 'unknown']
    return has(up, is.inbound) && table.workload[up] === table.workload[row] ? [up, 'own'] : [-1, 'other']
  }

  /** Of several requests, the one that is open; otherwise the last one before. */
  function nearest(rows: readonly number[]): number {
    const distance = (at: number) => {
      const since = start[row]! - start[at]!
      if (since < -SLACK) return 1e18 - since
      return since > duration[at]! + SLACK ? 1e15 + since : since + (links.isSameRequest(at, row) ? 0 : 1e12)
    }
    return rows.reduce((best, at) => (best < 0 || distance(at) < distance(best) ? at : best), -1)
  }

  function requestId(): Call['requestId'] {
    if (own < 0 || !has(own, is.hasRequestId) || !has(row, is.hasRequestId)) return 'unknown'
    for (let part = 0; part < 4; part++) {
      if (request[own * 4 + part] !== request[row * 4 + part])
        return links.requestsById(row).length > 0 ? 'another' : 'new'
    }
    return 'same'
  }

  function time(): Call['time'] {
    if (own < 0 || instance[own] !== instance[row]) return 'unknown'
    const since = start[row]! - start[own]!
    if (since < -SLACK) return 'before'
    const after = since - duration[own]!
    return after <= SLACK ? 'during' : after <= LONG_AFTER ? 'after' : 'long after'
  }

  /** Both kinds of records are written when they end: the request of a call comes after it. */
  function isAtEnd(): boolean {
    const requests = requestsOf(row)
    return requests !== undefined && start[row]! + duration[row]! > requests.last - requests.tail
  }
}
