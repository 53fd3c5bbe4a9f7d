// Reads how long the caller of a request will wait for it.
import { isStream, nameAt, sizeOf, valueAt } from '@traceferry/core/internal'

/** The time a request has. */
export interface RequestTimeout {
  /** In milliseconds since the request arrived. */
  readonly ms: number
  /** The header or option that set it. */
  readonly source: string
}

/** Milliseconds per unit of `grpc-timeout` (gRPC over HTTP/2, PROTOCOL-HTTP2.md, "Timeout"). */
const units: Readonly<Record<string, number>> = { H: 3_600_000, M: 60_000, S: 1000, m: 1, u: 1e-3, n: 1e-6 }

type Reader = (value: string) => number | undefined

/** Most callers and sidecars send one at most. A malformed value is ignored, and 0 means no limit. */
const headers: Readonly<Record<string, Reader>> = {
  'grpc-timeout': readGrpcTimeout,
  'x-envoy-expected-rq-timeout-ms': (value) => positive(/^\d{1,10}$/.test(value) ? Number(value) : 0),
}

/**
 * The shortest of the headers and the server's default, or undefined if there is none. The default does not apply to a
 * request for a stream of events, since its client reads for as long as it wants.
 */
export function requestTimeout(lines: readonly string[], defaultMs: number | undefined): RequestTimeout | undefined {
  let shortest: RequestTimeout | undefined
  let stream = false
  const seen = new Set<string>()
  const take = (ms: number | undefined, source: string) => {
    if (ms !== undefined && (shortest === undefined || ms < shortest.ms)) shortest = { ms, source }
  }
  for (let i = 0; i < sizeOf(lines); i++) {
    const name = nameAt(lines, i).toLowerCase()
    const value = valueAt(lines, i)
    if (name === 'accept') stream ||= isStream(value)
    const read = headers[name]
    if (read === undefined || seen.has(name)) continue
    seen.add(name)
    take(read(value.trim()), name)
  }
  if (!stream) take(defaultMs, 'defaultMs')
  return shortest
}

function readGrpcTimeout(value: string): number | undefined {
  const [, digits, unit] = /^(\d{1,8})([HMSmun])$/.exec(value) ?? []
  return unit === undefined ? undefined : positive(Number(digits) * (units[unit] as number))
}

function positive(ms: number): number | undefined {
  return ms > 0 ? ms : undefined
}
