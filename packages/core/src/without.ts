import type { Captured } from './capture.ts'
import { run } from './context.ts'
import { createPolicy } from './policy.ts'

let nothing: Captured | undefined

/**
 * Runs a function whose outbound calls carry nothing of the request: for exporters, webhooks, and calls that shall
 * start a trace of their own. Passes on what the function returns or throws.
 *
 * @example
 * await withoutForwarding(() => fetch('http://audit:8080/'))
 */
export function withoutForwarding<R>(fn: () => R): R {
  nothing ??= Object.freeze({ headers: Object.freeze([]), rules: Object.freeze([]), policy: createPolicy({}, {}) })
  return run(nothing, fn)
}
