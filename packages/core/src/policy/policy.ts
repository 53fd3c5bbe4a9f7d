// The resolved options, as applications hand them on, and as core reads them.
import type { Buckets } from '../engine/buckets.ts'
import type { NameFilter } from '../engine/name-filter.ts'
import type { Shape } from '../engine/shape.ts'
import type { PrefixRule, Rule } from './rules.ts'
import type { Verdict } from './targets.ts'

declare const POLICY: unique symbol

/** The resolved, frozen options of `createPolicy`, to hand on to `capture`, `handle` and the like. What is in it is not public. */
export interface Policy {
  readonly [POLICY]: true
}

/** The resolved, frozen options. Made once at start-up; the request path reads nothing else. */
export interface ResolvedPolicy extends Policy {
  /** What is forwarded, by lower-case inbound name. */
  readonly rules: ReadonlyMap<string, Rule>
  /** What is forwarded by the beginning of its name. */
  readonly prefixes: readonly PrefixRule[]
  /** The rules again, for a quick look at names that come in. */
  readonly buckets: Buckets<Rule>
  /** What may be of the family of a rule, among the names that go out. */
  readonly outboundNames: NameFilter
  /** Whether two inbound headers may meet under one outbound name. */
  readonly renames: boolean
  /** Budget for the captured set, in bytes. */
  readonly maxBytes: number
  /** Whether values go out unchecked. */
  readonly verbatim: boolean
  /** Whether an x-request-id is made where none came. */
  readonly generate: boolean
  /** From which peers to capture; undefined for all. */
  readonly trusts: ((address: string) => boolean) | undefined
  /** How long a captured set lives once its request is over, in milliseconds. */
  readonly expiresAfterMs: number
  /** What may go to a target, by its origin (`http://orders:8080`). */
  readonly verdictFor: (origin: string) => Verdict
  /** What the last requests brought, as the next one mostly brings the same names. */
  readonly shapes: Shape[]
  /** Equal for policies of equal options, so that a request which passes two lines is captured once. */
  readonly key: string | symbol
}

/** The same policy, with all that is in it: `createPolicy` makes no others. */
export function resolved(policy: Policy): ResolvedPolicy {
  return policy as ResolvedPolicy
}
