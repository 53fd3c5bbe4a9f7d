// At half the sampling a trace must be whole or absent, never torn. Each sidecar decides again if the app does not carry the
// decision; the OpenTelemetry tracer does since Envoy 1.39, whatever traceparent says, unless x-request-id comes along.
import { pass, plain } from './pass.js'
import { isJoined } from './trees.js'

const kinds = { all: 'default', withoutRequestId: 'formats:w3c,b3' }

/**
 * @param {object} options
 * @param {import('../envoy/envoy-binary.js').Envoy} options.envoy
 * @param {string} options.tracer a name in tracers.js
 * @param {number} [options.requests]
 * @returns {Promise<Record<'all' | 'withoutRequestId', { whole: number, absent: number, torn: number }>>} for an app that forwards all, and for one that leaves out x-request-id: how many traces were `whole`, `absent`
 * and `torn`: one of the two spans is missing, or they are in two traces
 */
export async function atHalf({ envoy, tracer, requests = 60 }) {
  const vectors = Object.entries(kinds).flatMap(([kind, policy]) =>
    Array.from({ length: requests }, (_, n) => plain(`${kind}-${n}`, policy)),
  )
  const cases = await pass({ envoy, tracer, vectors, sampling: 50 })
  const of = (kind) => count(cases.filter(({ vector }) => vector.name.startsWith(`${kind}-`)))
  return { all: of('all'), withoutRequestId: of('withoutRequestId') }
}

function count(cases) {
  const counts = { whole: 0, absent: 0, torn: 0 }
  for (const { with: seen } of cases) {
    if (seen.spans.length === 0) counts.absent += 1
    else if (seen.spans.length === 2 && isJoined(seen)) counts.whole += 1
    else counts.torn += 1
  }
  return counts
}
