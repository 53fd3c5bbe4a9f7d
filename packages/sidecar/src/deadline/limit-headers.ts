// Writes the headers that tell an outbound call how much time remains.
import { grpcTimeout } from '@traceferry/core/internal'
import type { DeadlineSettings } from './deadline-options.ts'

/**
 * Names and values for a call inside the mesh. The time is rounded down and the margin is taken off, because the next hop
 * must see less than this one has. If less than the margin is left, `grpc-timeout` says 1 ms or what is left of it. The other
 * two headers count whole milliseconds and read 0 as "no limit", so they say at least 1.
 */
export function limitHeaders(remainingMs: number, settings: DeadlineSettings): readonly string[] {
  const left = Math.max(Math.min(1, remainingMs), remainingMs - settings.marginMs)
  const headers = ['grpc-timeout', grpcTimeout(left)]
  const ms = Math.max(1, Math.floor(left))
  if (settings.trustEnvoyHeaders) headers.push('x-envoy-upstream-rq-timeout-ms', String(ms))
  if (settings.linkerdPerRequest) headers.push('l5d-timeout', `${ms}ms`)
  return headers
}
