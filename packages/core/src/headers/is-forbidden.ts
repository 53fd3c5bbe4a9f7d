// Headers that never go from an inbound request to an outbound call.
import { firstLetters, letterOf, startsWith } from '../engine/is-same.ts'

// They are not forwarded even when the user asks for them, because they belong to one hop, or command the next proxy. A copied
// x-envoy-upstream-rq-timeout-ms becomes the next hop's timeout, a copied x-forwarded-for decides what Envoy treats as internal,
// and a copied content-length smuggles requests. docs/headers.md has the source of each.

const names = new Set(
  `connection keep-alive proxy-connection te trailer transfer-encoding upgrade http2-settings expect host
  forwarded via x-real-ip x-forwarded-client-cert grpc-timeout grpc-encoding grpc-accept-encoding
  x-traceferry-probe x-traceferry-report
  l5d-client-id l5d-require-id l5d-timeout l5d-request-timeout l5d-response-timeout`.split(/\s+/),
)

const prefixes = [':', 'x-envoy-', 'x-forwarded-', 'proxy-', 'content-', 'l5d-dst-', 'l5d-retry-', 'sec-websocket-']

const letters = firstLetters(prefixes)

/** Whether this lower-case header name must not be forwarded. */
export function isForbidden(name: string): boolean {
  return names.has(name) || startsForbidden(name)
}

/** Whether a name, in any case, starts with a forbidden prefix: the cheap half of the check. */
export function startsForbidden(name: string): boolean {
  if ((letters & letterOf(name)) === 0) return false
  for (const prefix of prefixes) if (startsWith(name, prefix)) return true
  return false
}
