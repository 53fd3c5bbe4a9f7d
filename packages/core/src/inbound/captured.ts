// What a request brought, as applications see it.
import { type Policy, type ResolvedPolicy, resolved } from '../policy/policy.ts'

/**
 * What one request brought that its calls shall carry: small frozen strings, never the request itself, which would
 * keep sockets and bodies alive for as long as a timer is pending. Made by `capture` and `fromJSON`.
 */
export interface Captured {
  /** Flat list of outbound names and values: [name, value, name, value, ...]. */
  readonly headers: readonly string[]
  /** The policy that it was captured by, which decides where it may go. */
  readonly policy: Policy
  /** The headers as plain JSON, so that a set in a log line or a message reads as what it holds. */
  toJSON(): Record<string, string>
}

/** The policy of a set, with all that is in it. */
export function policyOf(captured: Captured): ResolvedPolicy {
  return resolved(captured.policy)
}
