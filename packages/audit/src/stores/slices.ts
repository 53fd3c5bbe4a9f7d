// Reads a store slice by slice of time, so that what is read is spread over all of it, and no answer is large.
import type { SidecarRecord } from '../model/record.ts'
import type { Sink } from '../read/sink.ts'

/** Traces of one answer. */
const [LEAST, MOST] = [20, 200]
const PARTS = 8

interface Slice {
  readonly service: string
  readonly from: number
  readonly to: number
}

export interface Slices {
  readonly from: number
  readonly to: number
  readonly limit: number
  /** Those that are asked for one by one; one that is empty asks for all. */
  readonly services: readonly string[]
}

/**
 * @param read asks for so many traces of a slice, and puts their records into the sink
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
    const { ids, isOfItsTime } = await readPage(slice)
    for (const id of ids) seen.add(id)
    // The store had more than were asked for: its two halves are asked for later. One that does not heed the time that is
    // asked for would be asked forever.
    const middle = (slice.from + slice.to) / 2
    if (ids.size >= most && slice.to - slice.from > 1 && isOfItsTime)
      queue.push({ ...slice, from: middle }, { ...slice, to: middle })
    if (i > 1000) i -= queue.splice(0, i).length
  }
  return false

  /** A trace is in the answers for each of its services: it counts once. */
  async function readPage(slice: Slice): Promise<{ ids: ReadonlySet<string>; isOfItsTime: boolean }> {
    const ids = new Set<string>()
    const ofItsTime = new Set<string>()
    const once = (record: SidecarRecord) => {
      const { traceId = '', start } = record
      ids.add(traceId)
      if (start >= slice.from * 1000 && start <= slice.to * 1000) ofItsTime.add(traceId)
      if (!seen.has(traceId)) sink.record(record)
    }
    await read(slice, most, { ...sink, record: once })
    return { ids, isOfItsTime: ofItsTime.size * 2 > ids.size }
  }
}
