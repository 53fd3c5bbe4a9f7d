import type { Options } from './options.ts'
import { createPolicy, type Policy } from './policy.ts'
import { slot } from './slot.ts'

// What the line in the app's code has said, for whoever has to know it without a request at hand: a call of a start-up or a
// job, a message. One for the process, whatever the number of copies of this package.
const line: { policy?: Policy } = slot(Symbol.for('traceferry.line.v1'), () => ({}))

/** Resolves the options of an adapter's line, and remembers them as the app's: of several lines, the last one's. */
export function sayLine(options?: Options): Policy {
  line.policy = createPolicy(options)
  return line.policy
}

/** What the app's line has said; undefined before there was one. */
export function lineOf(): Policy | undefined {
  return line.policy
}
