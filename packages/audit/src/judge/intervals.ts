// When a request of one sidecar was open, and when the last one came in.

export interface Intervals {
  /** Whether any is open at this time. */
  isOpen(time: number): boolean
  /** How long ago the last one began, in microseconds. */
  sinceLast(time: number): number
  /** How long until the next one ends, in microseconds. */
  untilNextEnd(time: number): number
  /** The usual time between two, but at least a millisecond: logs have no finer clock. */
  readonly gap: number
  /** A request that began this long before the end may not have been written. */
  readonly tail: number
  readonly first: number
  readonly last: number
}

/** Longer ones are streams and long polls: they are always open and say nothing. */
const LONGEST = 60_000_000

/** @param starts and their durations, in any order */
export function intervalsOf(starts: Float64Array, durations: Float64Array): Intervals {
  const order = Float64Array.from(starts).sort()
  const rows = Uint32Array.from(starts.keys()).filter((i) => durations[i]! <= LONGEST)
  rows.sort((a, b) => starts[a]! - starts[b]!)
  const begins = Float64Array.from(rows, (i) => starts[i]!)
  // The latest end of all intervals up to here.
  const ends = Float64Array.from(rows, (i) => starts[i]! + durations[i]!)
  for (let i = 1; i < ends.length; i++) ends[i] = Math.max(ends[i]!, ends[i - 1]!)
  const stops = Float64Array.from(starts, (start, i) => start + durations[i]!).sort()
  let last = Number.NEGATIVE_INFINITY
  for (let i = 0; i < starts.length; i++) last = Math.max(last, starts[i]! + durations[i]!)
  let longest = 0
  for (const i of rows) longest = Math.max(longest, durations[i]!)
  const first = order[0] ?? 0
  return {
    isOpen(time) {
      const i = before(begins, time)
      return i >= 0 && ends[i]! >= time
    },
    sinceLast(time) {
      const i = before(order, time)
      return i < 0 ? Number.POSITIVE_INFINITY : time - order[i]!
    },
    untilNextEnd(time) {
      const end = stops[before(stops, time - 1) + 1]
      return end === undefined ? Number.POSITIVE_INFINITY : end - time
    },
    gap: Math.max(1_000, (last - first) / Math.max(1, starts.length)),
    tail: Math.min(longest, 30_000_000, (last - first) / 10),
    first,
    last,
  }
}

/** The index of the last number that is not above `time`, or -1. */
function before(sorted: Float64Array, time: number): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (sorted[middle]! <= time) low = middle + 1
    else high = middle
  }
  return low - 1
}
