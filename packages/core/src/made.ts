import type { Captured } from './capture.ts'
import type { Policy, Rule } from './policy.ts'

// Told apart from a set that somebody built or changed by hand: by a mark on the prototype, which no copy with `{ ...set }`
// takes along, and which every copy of this package in the process knows.
const MADE: unique symbol = Symbol.for('traceferry.made.v1')

class CapturedSet implements Captured {
  declare readonly [MADE]: true
  readonly headers: readonly string[]
  readonly rules: readonly Rule[]
  readonly policy: Policy

  constructor(headers: readonly string[], rules: readonly Rule[], policy: Policy) {
    this.headers = headers
    this.rules = rules
    this.policy = policy
  }
}
Object.defineProperty(CapturedSet.prototype, MADE, { value: true })

/** A captured set, frozen and all, of headers that have been checked. */
export function make(headers: readonly string[], rules: readonly Rule[], policy: Policy): Captured {
  return Object.freeze(new CapturedSet(Object.freeze(headers), Object.freeze(rules), policy))
}

/** Whether a set holds nothing that `capture` has not checked. */
export function isMade(captured: Captured): boolean {
  return (captured as Partial<CapturedSet>)[MADE] === true
}
