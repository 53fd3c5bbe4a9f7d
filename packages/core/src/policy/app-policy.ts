// The policy of the app's setup line, such as `app.use(traceferry())`.
import { slot } from '../shared/slot.ts'
import { resolvePolicy } from './create-policy.ts'
import type { Options } from './options.ts'
import type { ResolvedPolicy } from './policy.ts'

// For code that needs it without a request: calls at startup or in a job, and messages. There is one for the process,
// however many copies of this package are loaded.
const line: { policy?: ResolvedPolicy } = slot(Symbol.for('traceferry.line.v1'), () => ({}))

/**
 * Resolves the options of an adapter's setup line, and remembers them for the app. If there are several lines, the last
 * one counts.
 */
export function setAppPolicy(options?: Options): ResolvedPolicy {
  line.policy = resolvePolicy(options)
  return line.policy
}

/** The policy of the app's setup line; undefined before there is one. */
export function appPolicy(): ResolvedPolicy | undefined {
  return line.policy
}
