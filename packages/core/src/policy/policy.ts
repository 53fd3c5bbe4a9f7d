// The resolved options: as applications pass them on, and as core reads them.
import type { Buckets } from '../engine/buckets.ts'
import type { NameFilter } from '../engine/name-filter.ts'
import type { Shape } from '../engine/shape.ts'
import type { PrefixRule, Rule } from './rules.ts'
import type { Verdict } from './targets.ts'

declare const POLICY: unique symbol

/**
 * The resolved, frozen options that `createPolicy` returns, to pass to `capture`, `handle` and other functions. Its content is
 * not public.
 */
export interface Policy {
  /** Distinguishes a policy from any other object. */
  readonly [POLICY]: true
}

/** The resolved, frozen options. Created once at startup; the code that handles requests reads nothing else. */
export interface ResolvedPolicy extends Policy {
  /** What is forwarded, by lower-case inbound name. */
  readonly rules: ReadonlyMap<string, Rule>
  /** What is forwarded, by the start of its name. */
  readonly prefixes: readonly PrefixRule[]
  /** The same rules, arranged for a quick lookup of inbound names. */
  readonly buckets: Buckets<Rule>
  /** Finds which outbound names may belong to a rule's family. */
  readonly outboundNames: NameFilter
  /** Whether two inbound headers may get the same outbound name. */
  readonly renames: boolean
  /** Byte budget of the captured set. */
  readonly maxBytes: number
  /** Whether values go out unchecked. */
  readonly verbatim: boolean
  /** Whether to make an x-request-id if there is none. */
  readonly generate: boolean
  /** The peers to capture from; undefined for all. */
  readonly trusts: ((address: string) => boolean) | undefined
  /** How long a captured set lives once its request is over, in milliseconds. */
  readonly expiresAfterMs: number
  /** What may go to a target, by its origin (`http://orders:8080`). */
  readonly verdictFor: (origin: string) => Verdict
  /** The names of recent requests: the next one mostly has the same names. */
  readonly shapes: Shape[]
  /** Equal for policies with equal options, so that a request that passes two setup lines is captured once. */
  readonly key: string | symbol
}

/** The same policy with its content, which every policy from `createPolicy` has. */
export function resolved(policy: Policy): ResolvedPolicy {
  return policy as ResolvedPolicy
}
