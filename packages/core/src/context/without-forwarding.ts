// Runs code whose calls carry nothing.
import { capture } from '../inbound/capture.ts'
import type { Captured } from '../inbound/captured.ts'
import type { Policy } from '../policy/policy.ts'
import { current } from './current.ts'
import { run } from './run.ts'

const nothing = new WeakMap<Policy, Captured>()

/**
 * Runs a function whose outbound calls carry nothing of the request: for exporters, webhooks, and calls that start
 * their own trace. Passes on what the function returns or throws.
 *
 * @example
 * await withoutForwarding(() => fetch('http://audit:8080/'))
 */
export function withoutForwarding<R>(fn: () => R): R {
  const policy = current()?.policy
  // Outside a request, nothing would be forwarded anyway.
  if (policy === undefined) return run(undefined, fn)
  // With the request's policy, because other packages use it to check what is inside the mesh.
  const known = nothing.get(policy) ?? capture([], policy)
  nothing.set(policy, known)
  return run(known, fn)
}
