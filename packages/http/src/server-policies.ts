// The policies that were set for one server.
import type { Policy } from '@traceferry/core'
import { resolved } from '@traceferry/core/internal'

// They are kept on its `emit`, where every copy of this package finds them.
const POLICIES: unique symbol = Symbol.for('traceferry.server-policies.v1')

interface Entry {
  readonly policy: Policy
  times: number
}

/** The policies of a server. The last one counts. */
export interface ServerPolicies {
  /** Adds a policy. Returns a function that removes it, in any order. */
  add(policy: Policy): () => void
  /** Forgets all but the last one, which stays for good. */
  keepLast(): void
  current(): Policy | undefined
  /** Marks the function that these policies are for. */
  mark<F extends object>(emit: F): F
}

/** The policies that an `emit` is for, if we made it. */
export function policiesOf(emit: object): ServerPolicies | undefined {
  return (emit as { [POLICIES]?: ServerPolicies })[POLICIES]
}

/** Makes an empty list of policies. `empty` is called when the last one has been removed. */
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
