// Finds calls that carry all of another request's ids: each call alone looks right. But then one request has an extra call while
// another one that was open at that moment has none.
import { is } from '../model/flags.ts'
import type { Table } from '../model/table.ts'
import type { Edge } from './edges.ts'
import { wilson } from './wilson.ts'

/** How many requests to look back for an open one. */
const BACK = 200
/** With fewer requests that ran alone, nothing is known about the service when it cannot mix up requests. */
const FEW = 20

export interface Requests {
  /** Rows of one workload's requests, the first one first. */
  readonly rows: readonly number[]
  /** Whether no other one of the same sidecar was open while this one was, by place in `rows`. */
  readonly alone: readonly boolean[]
}

/** The requests of each workload that has calls to examine. */
export function requestsByWorkload({
  length,
  flags,
  workload,
  start,
  duration,
  instance,
}: Table): Map<number, Requests> {
  const rowsOf = new Map<number, number[]>()
  for (let row = 0; row < length; row++) {
    if ((flags[row]! & is.inbound) === 0 || (flags[row]! & is.probe) !== 0) continue
    const known = rowsOf.get(workload[row]!)
    if (known === undefined) rowsOf.set(workload[row]!, [row])
    else known.push(row)
  }
  return new Map(
    Array.from(rowsOf, ([of, rows]) => {
      rows.sort((a, b) => start[a]! - start[b]!)
      const alone = rows.map(() => true)
      const open = new Map<number, { end: number; place: number }>() // by instance: what ends last
      rows.forEach((row, place) => {
        const before = open.get(instance[row]!)
        if (before !== undefined && before.end >= start[row]!) alone[place] = alone[before.place] = false
        const end = start[row]! + duration[row]!
        if (before === undefined || end > before.end) open.set(instance[row]!, { end, place })
      })
      return [of, { rows, alone }]
    }),
  )
}

/**
 * @param calls rows of the edge's calls, and `own`: the row of the request that each belongs to
 * @returns the calls that another request made
 */
export function takenCalls(
  edge: Edge,
  calls: readonly number[],
  own: Int32Array,
  requests: Requests,
  table: Table,
): ReadonlySet<number> {
  const { start, duration, instance } = table
  const counts = new Map<number, number>()
  for (const call of calls) if (own[call]! >= 0) counts.set(own[call]!, (counts.get(own[call]!) ?? 0) + 1)
  // It comes after its request, which has other calls: one request without a call that was open then is enough.
  const late = edge.late.filter((call) => (counts.get(own[call]!) ?? 0) > 1 && hasVictim(call))
  const taken = new Set(late.length < 3 ? [] : late)

  const alone = { all: 0, none: 0, many: 0 }
  const together = { all: 0, none: 0, many: 0 }
  requests.rows.forEach((row, place) => {
    const group = requests.alone[place] ? alone : together
    const count = counts.get(row) ?? 0
    group.all++
    if (count === 0) group.none++
    if (count > 1) group.many++
  })
  const isMore = (what: 'none' | 'many') => wilson(together[what], together.all)[0] > wilson(alone[what], alone.all)[1]
  if (alone.all < FEW || together.many < 5 || !isMore('none') || !isMore('many')) return taken
  // If a request has too many calls, the first one counts as its own.
  const seen = new Set<number>()
  for (const call of [...calls].sort((a, b) => start[a]! - start[b]!)) {
    const request = own[call]!
    if (request >= 0 && (counts.get(request) ?? 0) > 1 && seen.has(request) && hasVictim(call)) taken.add(call)
    seen.add(request)
  }
  return taken

  /** Whether a request without any such call was open when it began. */
  function hasVictim(call: number): boolean {
    const { rows } = requests
    let [low, high] = [0, rows.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (start[rows[middle]!]! <= start[call]!) low = middle + 1
      else high = middle
    }
    for (let i = low - 1; i >= Math.max(0, low - BACK); i--) {
      const request = rows[i]!
      if (instance[request] !== instance[call] || counts.has(request)) continue
      if (start[request]! + duration[request]! >= start[call]!) return true
    }
    return false
  }
}
