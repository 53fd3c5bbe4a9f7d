// Counts what happened to calls and headers.
import { slot } from './slot.ts'

/** How often each thing happened in this process since it started. docs/how-it-works.md lists the reasons. */
export interface Counters {
  /** Outbound calls and messages that got at least one header. */
  readonly forwarded: number
  /** Outbound calls and messages that got no header, by reason. */
  readonly skipped: Readonly<Record<string, number>>
  /** Inbound values left out, by reason. */
  readonly dropped: Readonly<Record<string, number>>
  /** Failures inside traceferry, which the app did not see. */
  readonly failed: number
}

interface Totals {
  forwarded: number
  failed: number
  readonly skipped: Map<string, number>
  readonly dropped: Map<string, number>
}

// One for the process, not for this copy of the package: with several copies, one captures and another forwards.
const totals: Totals = slot(Symbol.for('traceferry.counters.v1'), () => ({
  forwarded: 0,
  failed: 0,
  skipped: new Map(),
  dropped: new Map(),
}))

export function count(what: 'forwarded' | 'failed'): void
export function count(what: 'skipped' | 'dropped', reason: string, times?: number): void
export function count(what: 'forwarded' | 'failed' | 'skipped' | 'dropped', reason = '', times = 1): void {
  if (what === 'forwarded' || what === 'failed') totals[what]++
  else {
    const reasons = totals[what]
    reasons.set(reason, (reasons.get(reason) ?? 0) + times)
  }
}

/**
 * A copy of the counters.
 *
 * @example
 * counters().skipped['outside the mesh'] // calls to hosts that are not in the mesh
 */
export function counters(): Counters {
  const { forwarded, failed, skipped, dropped } = totals
  return { forwarded, failed, skipped: Object.fromEntries(skipped), dropped: Object.fromEntries(dropped) }
}
