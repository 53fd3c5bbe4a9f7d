import { firstLetters, letterOf, startsWith } from '../engine/is-same.ts'

// What never goes from one request to another call, not even when asked for: it speaks of one hop, or commands the
// next proxy. A copied x-envoy-upstream-rq-timeout-ms becomes the next hop's budget, a copied x-forwarded-for decides
// what Envoy takes for internal, a copied content-length smuggles requests. docs/headers.md has the source of each.

const names = new Set(
  `connection keep-alive proxy-connection te trailer transfer-encoding upgrade http2-settings expect host
  forwarded via x-real-ip x-forwarded-client-cert grpc-timeout grpc-encoding grpc-accept-encoding
  x-traceferry-probe x-traceferry-report
  l5d-client-id l5d-require-id l5d-timeout l5d-request-timeout l5d-response-timeout`.split(/\s+/),
)

const prefixes = [':', 'x-envoy-', 'x-forwarded-', 'proxy-', 'content-', 'l5d-dst-', 'l5d-retry-', 'sec-websocket-']

const letters = firstLetters(prefixes)

/** Whether this lower-case header name must stay where it came in. */
export function isForbidden(name: string): boolean {
  return names.has(name) || startsForbidden(name)
}

/** Whether a name, in any case, starts as those do that must stay: the cheap half of the question. */
export function startsForbidden(name: string): boolean {
  if ((letters & letterOf(name)) === 0) return false
  for (const prefix of prefixes) if (startsWith(name, prefix)) return true
  return false
}
