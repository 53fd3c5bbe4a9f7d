// Finds in reports where headers get lost, and which calls brought no report.
import type { Hop, HopCall } from '@traceferry/probe/internal'

/** A place where headers get lost. */
export interface Break {
  readonly service: string
  /** The call without them; missing when the service itself did not capture them. */
  readonly to?: string
  readonly missing: readonly string[]
  readonly why: string
}

/** A call that asked for a report and got none. */
export interface Silence {
  readonly service: string
  readonly to: string
  readonly why: string
}

/** Every break, in the order of the request. `expected` are the headers that the caller sent to this service. */
export function breaksOf(hop: Hop, expected: readonly string[]): readonly Break[] {
  const kept = expected.filter((name) => hop.captured.includes(name))
  return [
    ...captureBreaks(hop, expected),
    ...hop.calls.flatMap((call) => {
      const missing = kept.filter((name) => !call.forwarded.includes(name))
      const here = missing.length === 0 ? [] : [{ service: hop.service, to: call.to, missing, why: whyOf(call) }]
      const carried = kept.filter((name) => call.forwarded.includes(name))
      return [...here, ...(call.hop === undefined ? [] : breaksOf(call.hop, carried))]
    }),
  ]
}

/** Calls without a report, so that everything behind them is unknown. */
export function silencesOf(hop: Hop): readonly Silence[] {
  return hop.calls.flatMap((call) => {
    if (call.hop !== undefined) return silencesOf(call.hop)
    return (call.asked || call.unsent) && !hop.cut ? [{ service: hop.service, to: call.to, why: whySilent(call) }] : []
  })
}

/** Why a call got no report. */
export function whySilent({ status, proxy, unsent }: HopCall): string {
  if (unsent) return 'not sent: no connection, or still in a queue'
  if (status === undefined) return 'no answer'
  if (proxy) return `a proxy answered ${status} itself`
  // With two proxies in a row, the second adds the time that the first took, as if the first were the service.
  if (status >= 502 && status <= 504) return `it answered ${status}, or a proxy before it did`
  return `no report (it answered ${status})`
}

export function whyOf({ why }: HopCall): string {
  if (why === undefined) return 'set by the caller, or left to a tracer'
  return why === 'outside the mesh' ? 'outside target' : why
}

/** The headers that the service did not capture: it has no traceferry, ignored them, or never got them. */
function captureBreaks(
  { service, captured, ignored = [], unset, calls }: Hop,
  expected: readonly string[],
): readonly Break[] {
  const lost = expected.filter((name) => !captured.includes(name))
  // A service without calls has nothing to forward.
  if (unset)
    return lost.length === 0 || calls.length === 0 ? [] : [{ service, missing: lost, why: 'traceferry is not set up' }]
  const causes = {
    'not captured': lost.filter((name) => ignored.includes(name)),
    'dropped by a proxy': lost.filter((name) => !ignored.includes(name)),
  }
  return Object.entries(causes).flatMap(([why, missing]) => (missing.length === 0 ? [] : [{ service, missing, why }]))
}
