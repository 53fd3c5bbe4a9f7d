// Reads a store in time slices, so that the traces are spread over the whole time, and no answer is large.
import type { SidecarRecord } from '../model/record.ts'
import type { Sink } from '../read/sink.ts'

/** Traces per answer. */
const [LEAST, MOST] = [20, 200]
const PARTS = 8
/** The maximum number of parts that one slice is cut into. */
const FINEST = 32

interface Slice {
  readonly service: string
  readonly from: number
  readonly to: number
}

interface Page {
  /** Of its traces. */
  readonly ids: ReadonlySet<string>
  /** From its first record to its last, in milliseconds. */
  readonly covered: number
  /** Whether most of it is from the requested time. */
  readonly isOfItsTime: boolean
}

export interface Slices {
  readonly from: number
  readonly to: number
  readonly limit: number
  /** The ones to query one by one; an empty one queries all. */
  readonly services: readonly string[]
}

/**
 * @param read requests this many traces of a slice and puts their records into the sink
 * @returns whether there are more than `limit`
 */
export async function readSlices(
  { from, to, limit, services }: Slices,
  sink: Sink,
  read: (slice: Slice, most: number, sink: Sink) => Promise<void>,
): Promise<boolean> {
  const seen = new Set<string>()
  const most = Math.min(MOST, Math.max(LEAST, Math.ceil(limit / (PARTS * Math.max(1, services.length)))))
  const step = (to - from) / PARTS
  const queue: Slice[] = []
  for (let part = PARTS - 1; part >= 0; part--)
    for (const service of services) queue.push({ service, from: from + part * step, to: from + (part + 1) * step })

  for (let i = 0; i < queue.length; i++) {
    if (seen.size >= limit) return true
    const slice = queue[i]!
    const { ids, covered, isOfItsTime } = await readPage(slice)
    for (const id of ids) seen.add(id)
    // The store had more traces than requested: query parts of the slice later. A store that ignores the requested time would be
    // queried forever.
    if (ids.size >= most && slice.to - slice.from > 1 && isOfItsTime) queue.push(...partsOf(slice, covered))
    if (i > 1000) i -= queue.splice(0, i).length
  }
  return false

  /** A trace is in the answers for each of its services, but counts once. */
  async function readPage(slice: Slice): Promise<Page> {
    const ids = new Set<string>()
    const ofItsTime = new Set<string>()
    let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
    const once = (record: SidecarRecord) => {
      const { traceId = '', start } = record
      ids.add(traceId)
      if (start >= slice.from * 1000 && start <= slice.to * 1000) {
        ofItsTime.add(traceId)
        first = Math.min(first, start)
        last = Math.max(last, start)
      }
      if (!seen.has(traceId)) sink.record(record)
    }
    await read(slice, most, { ...sink, record: once })
    return { ids, covered: Math.max(1, (last - first) / 1000), isOfItsTime: ofItsTime.size * 2 > ids.size }
  }
}

/**
 * As many parts as needed so that each fits into one answer. A store returns the latest traces of a slice, so the time that they
 * cover shows how many there are in all. If a store returns arbitrary traces, they cover the whole slice, and it is cut in two.
 */
function partsOf(slice: Slice, covered: number): Slice[] {
  const length = slice.to - slice.from
  const parts = Math.min(FINEST, Math.max(2, Math.ceil((1.3 * length) / covered)))
  return Array.from({ length: parts }, (_, n) => ({
    ...slice,
    from: slice.to - ((n + 1) * length) / parts,
    to: slice.to - (n * length) / parts,
  }))
}
