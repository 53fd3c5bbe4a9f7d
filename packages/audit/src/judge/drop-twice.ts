// Counts once what both a span and a log line report.
import { is } from '../model/flags.ts'
import type { Table } from '../model/table.ts'
import { indexOf } from './index-of.ts'

/** The resolution of log clocks, in microseconds. */
const SLACK = 1_500

/** Removes log lines from the table if a span of the same sidecar covers the same request or call. */
export function dropTwice({ length, flags, request, workload, peer, start }: Table): void {
  const sides = is.inbound | is.outbound
  const isOf = (row: number, source: 0 | typeof is.log) =>
    (flags[row]! & is.log) === source && (flags[row]! & sides) !== 0 && (flags[row]! & is.hasRequestId) !== 0
  if (!flags.subarray(0, length).some((_, row) => isOf(row, is.log))) return
  const key = new Uint32Array(3)
  const keyOf = (row: number, to: Uint32Array) => {
    to[0] = (request[row * 4 + 2]! ^ Math.imul(request[row * 4]!, 0x9e3779b1)) >>> 0
    to[1] = (request[row * 4 + 3]! ^ Math.imul(request[row * 4 + 1]!, 0x9e3779b1)) >>> 0
    const isOut = (flags[row]! & is.outbound) !== 0
    to[2] = workload[row]! * 2 + (isOut ? 1 + (peer[row]! << 12) : 0)
  }
  const spans = indexOf(length, (row, to) => {
    if (!isOf(row, 0)) return false
    keyOf(row, to)
    return true
  })
  for (let row = 0; row < length; row++) {
    if (!isOf(row, is.log)) continue
    keyOf(row, key)
    spans.find(key[0]!, key[1]!, key[2]!, (other) => {
      const isSame = Math.abs(start[other]! - start[row]!) <= SLACK
      if (isSame) flags[row] = flags[row]! & ~(sides | is.hasTrace | is.hasRequestId)
      return isSame
    })
  }
}
