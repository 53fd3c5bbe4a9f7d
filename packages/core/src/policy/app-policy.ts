import { slot } from '../shared/slot.ts'
import { resolvePolicy } from './create-policy.ts'
import type { Options } from './options.ts'
import type { ResolvedPolicy } from './policy.ts'

// What the line in the app's code has said, for whoever has to know it without a request at hand: a call of a start-up or a
// job, a message. One for the process, whatever the number of copies of this package.
const line: { policy?: ResolvedPolicy } = slot(Symbol.for('traceferry.line.v1'), () => ({}))

/** Resolves the options of an adapter's line, and remembers them as the app's: of several lines, the last one's. */
export function setAppPolicy(options?: Options): ResolvedPolicy {
  line.policy = resolvePolicy(options)
  return line.policy
}

/** What the app's line has said; undefined before there was one. */
export function appPolicy(): ResolvedPolicy | undefined {
  return line.policy
}
