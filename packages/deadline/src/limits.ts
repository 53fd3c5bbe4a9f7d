import type { Settings } from './options.ts'

// What an outbound call inside the mesh is told of the time that remains.

const MOST_DIGITS = 99_999_999

/** Names and values. Rounded down, and less the margin: the next hop must see less than this one has. */
export function limitHeaders(remainingMs: number, settings: Settings): readonly string[] {
  const ms = Math.max(1, Math.floor(remainingMs - settings.marginMs))
  const headers = ['grpc-timeout', ms > MOST_DIGITS ? `${Math.floor(ms / 1000)}S` : `${ms}m`]
  if (settings.trustEnvoyHeaders) headers.push('x-envoy-upstream-rq-timeout-ms', String(ms))
  if (settings.linkerdPerRequest) headers.push('l5d-timeout', `${ms}ms`)
  return headers
}
