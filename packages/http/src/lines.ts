import type { Policy } from '@traceferry/core'
import { resolved } from '@traceferry/core/internal'

// The lines that were said of one server. They are found on its `emit`, by whichever copy of this package.
const LINES: unique symbol = Symbol.for('traceferry.lines.v1')

interface Line {
  readonly policy: Policy
  times: number
}

/** What was said of a server, the last one in force. */
export interface Lines {
  /** Adds a policy. Returns what takes it back, in whatever order. */
  say(policy: Policy): () => void
  /** Forgets all but the last, which nobody will take back. */
  keepLast(): void
  policy(): Policy | undefined
  /** Marks the function that these lines are for. */
  on<F extends object>(emit: F): F
}

/** The lines that an `emit` is for, if it is ours. */
export function linesOf(emit: object): Lines | undefined {
  return (emit as { [LINES]?: Lines })[LINES]
}

/** Lines, none yet; `empty` is called when the last one has been taken back. */
export function withLines(empty: () => void): Lines {
  const said: Line[] = []
  const lines: Lines = {
    say(policy) {
      const last = said.at(-1)
      const line =
        last !== undefined && resolved(last.policy).key === resolved(policy).key ? last : { policy, times: 0 }
      if (line !== last) said.push(line)
      line.times++
      let undone = false
      return function undo() {
        if (undone) return
        undone = true
        const at = said.indexOf(line)
        if (--line.times > 0 || at < 0) return
        said.splice(at, 1)
        if (said.length === 0) empty()
      }
    },
    keepLast() {
      said.splice(0, said.length - 1)
    },
    policy: () => said.at(-1)?.policy,
    on: (emit) => Object.assign(emit, { [LINES]: lines }),
  }
  return lines
}
