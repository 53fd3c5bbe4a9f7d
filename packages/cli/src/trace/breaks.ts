import type { Hop, HopCall } from '@traceferry/probe/internal'

/** A place where headers get lost, in the order in which the request comes by. */
export interface Break {
  readonly service: string
  /** The call that went without them; missing where the service itself did not take them in. */
  readonly to?: string
  readonly missing: readonly string[]
  readonly why: string
}

/** A call that asked for a report and brought none. */
export interface Silence {
  readonly service: string
  readonly to: string
  readonly why: string
}

/** Every break, the first one first. `expected` is what came to this service as far as its caller knows. */
export function breaksOf(hop: Hop, expected: readonly string[]): readonly Break[] {
  const kept = expected.filter((name) => hop.captured.includes(name))
  return [
    ...ownBreaks(hop, expected),
    ...hop.calls.flatMap((call) => {
      const missing = kept.filter((name) => !call.forwarded.includes(name))
      const here = missing.length === 0 ? [] : [{ service: hop.service, to: call.to, missing, why: whyOf(call) }]
      const carried = kept.filter((name) => call.forwarded.includes(name))
      return [...here, ...(call.hop === undefined ? [] : breaksOf(call.hop, carried))]
    }),
  ]
}

/** Calls whose service is unknown to us, so that the chain behind them is, too. */
export function silencesOf(hop: Hop): readonly Silence[] {
  return hop.calls.flatMap((call) => {
    if (call.hop !== undefined) return silencesOf(call.hop)
    return (call.asked || call.unsent) && !hop.cut ? [{ service: hop.service, to: call.to, why: silence(call) }] : []
  })
}

/** Why a call brought no report. */
export function silence({ status, proxy, unsent }: HopCall): string {
  if (unsent) return 'not sent: no connection, or still in a queue'
  if (status === undefined) return 'no answer'
  if (proxy) return `a proxy answered ${status} itself`
  // Of two proxies in a row the second notes the time that the first took, as if that were the service.
  if (status >= 502 && status <= 504) return `it answered ${status}, or a proxy before it did`
  return `no report (it answered ${status})`
}

export function whyOf({ why }: HopCall): string {
  if (why === undefined) return 'set by the caller, or left to a tracer'
  return why === 'outside the mesh' ? 'outside target' : why
}

/** What the service did not take in: it never came to the line, arrived and was ignored, or got lost on the way. */
function ownBreaks(
  { service, captured, ignored = [], unset, calls }: Hop,
  expected: readonly string[],
): readonly Break[] {
  const lost = expected.filter((name) => !captured.includes(name))
  // Who calls nobody has nothing to carry on.
  if (unset)
    return lost.length === 0 || calls.length === 0 ? [] : [{ service, missing: lost, why: 'traceferry is not set up' }]
  const causes = {
    'not captured': lost.filter((name) => ignored.includes(name)),
    'dropped by a proxy': lost.filter((name) => !ignored.includes(name)),
  }
  return Object.entries(causes).flatMap(([why, missing]) => (missing.length === 0 ? [] : [{ service, missing, why }]))
}
