import { grpcTimeout } from '@traceferry/core/internal'
import type { DeadlineSettings } from './deadline-options.ts'

// What an outbound call inside the mesh is told of the time that remains.

/**
 * Names and values. Rounded down, and less the margin: the next hop must see less than this one has. With less than the
 * margin left, it is a millisecond, or what is left of one; the other two count whole ones, and take zero for no limit.
 */
export function limitHeaders(remainingMs: number, settings: DeadlineSettings): readonly string[] {
  const left = Math.max(Math.min(1, remainingMs), remainingMs - settings.marginMs)
  const headers = ['grpc-timeout', grpcTimeout(left)]
  const ms = Math.max(1, Math.floor(left))
  if (settings.trustEnvoyHeaders) headers.push('x-envoy-upstream-rq-timeout-ms', String(ms))
  if (settings.linkerdPerRequest) headers.push('l5d-timeout', `${ms}ms`)
  return headers
}
