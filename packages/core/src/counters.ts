/** How often each thing happened since start, in this process. Reasons are named in docs/how-it-works.md. */
export interface Counters {
  /** Outbound calls that got at least one header. */
  readonly forwarded: number
  /** Outbound calls that got none, by reason. */
  readonly skipped: Readonly<Record<string, number>>
  /** Inbound values left out, by reason. */
  readonly dropped: Readonly<Record<string, number>>
  /** Failures of our own, which were kept from the app. */
  readonly failed: number
}

let forwarded = 0
let failed = 0
const skipped = new Map<string, number>()
const dropped = new Map<string, number>()

export function count(what: 'forwarded' | 'failed'): void
export function count(what: 'skipped' | 'dropped', reason: string): void
export function count(what: 'forwarded' | 'failed' | 'skipped' | 'dropped', reason = ''): void {
  if (what === 'forwarded') forwarded++
  else if (what === 'failed') failed++
  else {
    const reasons = what === 'skipped' ? skipped : dropped
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
  }
}

/**
 * A copy of the counters.
 *
 * @example
 * counters().skipped['outside the mesh'] // calls to hosts that are not in the mesh
 */
export function counters(): Counters {
  return { forwarded, failed, skipped: Object.fromEntries(skipped), dropped: Object.fromEntries(dropped) }
}
