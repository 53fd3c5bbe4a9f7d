import { slot } from './slot.ts'

/** How often each thing happened since start, in this process. Reasons are named in docs/how-it-works.md. */
export interface Counters {
  /** Outbound calls and messages that got at least one header. */
  readonly forwarded: number
  /** Outbound calls and messages that got none, by reason. */
  readonly skipped: Readonly<Record<string, number>>
  /** Inbound values left out, by reason. */
  readonly dropped: Readonly<Record<string, number>>
  /** Failures of our own, which were kept from the app. */
  readonly failed: number
}

interface Totals {
  forwarded: number
  failed: number
  readonly skipped: Map<string, number>
  readonly dropped: Map<string, number>
}

// Of the process, not of this copy of the package: with several, one captures and another forwards.
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
