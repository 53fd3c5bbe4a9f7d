// A captured set, as applications see it.
import { type Policy, type ResolvedPolicy, resolved } from '../policy/policy.ts'

/**
 * What one request brought for its calls to carry: small frozen strings. It never holds the request itself, which would
 * keep sockets and bodies alive for as long as a timer is pending. Made by `capture` and `fromJSON`.
 */
export interface Captured {
  /** Flat list of outbound names and values: [name, value, name, value, ...]. */
  readonly headers: readonly string[]
  /** The policy that it was captured with, which decides where it may go. */
  readonly policy: Policy
  /** The headers as plain JSON, so that a set in a log line or a message shows its content. */
  toJSON(): Record<string, string>
}

/** The policy of a set, with its content. */
export function policyOf(captured: Captured): ResolvedPolicy {
  return resolved(captured.policy)
}
