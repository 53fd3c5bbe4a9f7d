import type { Policy } from '@traceferry/core'
import { resolved } from '@traceferry/core/internal'

// The lines that were said of one server. They are found on its `emit`, by whichever copy of this package.
const POLICIES: unique symbol = Symbol.for('traceferry.server-policies.v1')

interface Entry {
  readonly policy: Policy
  times: number
}

/** What was said of a server, the last one in force. */
export interface ServerPolicies {
  /** Adds a policy. Returns what takes it back, in whatever order. */
  add(policy: Policy): () => void
  /** Forgets all but the last, which nobody will take back. */
  keepLast(): void
  current(): Policy | undefined
  /** Marks the function that these lines are for. */
  mark<F extends object>(emit: F): F
}

/** The lines that an `emit` is for, if it is ours. */
export function policiesOf(emit: object): ServerPolicies | undefined {
  return (emit as { [POLICIES]?: ServerPolicies })[POLICIES]
}

/** Lines, none yet; `empty` is called when the last one has been taken back. */
export function createServerPolicies(empty: () => void): ServerPolicies {
  const entries: Entry[] = []
  const policies: ServerPolicies = {
    add(policy) {
      const last = entries.at(-1)
      const entry =
        last !== undefined && resolved(last.policy).key === resolved(policy).key ? last : { policy, times: 0 }
      if (entry !== last) entries.push(entry)
      entry.times++
      let undone = false
      return function undo() {
        if (undone) return
        undone = true
        const at = entries.indexOf(entry)
        if (--entry.times > 0 || at < 0) return
        entries.splice(at, 1)
        if (entries.length === 0) empty()
      }
    },
    keepLast() {
      entries.splice(0, entries.length - 1)
    },
    current: () => entries.at(-1)?.policy,
    mark: (emit) => Object.assign(emit, { [POLICIES]: policies }),
  }
  return policies
}
