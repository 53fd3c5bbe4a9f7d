// What the input does not show, as sentences.
import type { Verdict } from '../judge/judge.ts'
import type { Read } from './shape.ts'
import { many } from './words.ts'

interface Facts {
  readonly verdict: Verdict
  readonly read: Read
  readonly troubles: readonly string[]
  readonly hasMore: boolean
  readonly limit: number
}

/** Fewer requests to a workload say little. */
const FEW = 30

export function notesOf({ verdict, read, troubles, hasMore, limit }: Facts): readonly string[] {
  const { table, requests, busy } = verdict
  const few = [...requests].filter(([, count]) => count < FEW).length
  const traced = read.lines > 0 && table.trace.subarray(0, table.length * 4).some((part) => part !== 0)
  return [
    read.spans === 0 &&
      read.lines === 0 &&
      'No proxy made any of these spans: without sidecars that report, nothing can be said. Is tracing on in the mesh?',
    read.lines > 0 &&
      read.spans === 0 &&
      !traced &&
      'These access logs have only the x-request-id, so they do not show whether the trace continues. Add %REQ(TRACEPARENT)% or %REQ(X-B3-TRACEID)%, %REQ(X-B3-SPANID)% and %REQ(X-B3-PARENTSPANID)% to their format, or give spans.',
    few > 0 && `${many(few, 'workload')} had fewer than ${FEW} requests here: check the intervals, or read more.`,
    busy > 0 &&
      `${many(busy, 'caller')} never had a moment without a request, so it is unknown whether requests or timers cause their calls. Read a quieter time.`,
    table.thinned > 1 && `There was too much to keep all of it: one in ${table.thinned} traces was checked.`,
    hasMore &&
      `The store has more than the ${limit} traces of --limit: the traces that were read are spread over the time.`,
    isLinkerds(verdict) &&
      "Linkerd's proxies make spans only for requests that come with a trace: a service that forwards nothing looks like a leaf here, so it is not found.",
    ...troubles,
  ].filter((note) => note !== false)
}

function isLinkerds({ table }: Verdict): boolean {
  for (let i = 0; i < table.instances.size; i++) if (table.instances.text(i).startsWith('linkerd-proxy')) return true
  return false
}
