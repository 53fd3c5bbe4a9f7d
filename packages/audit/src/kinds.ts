// All kinds of calls, in the order of checking: the first that fits counts. A new kind is one file and one line here.
import type { Call } from './judge/call.ts'
import { cannotTell } from './kinds/cannot-tell.ts'
import { doesNotForward } from './kinds/does-not-forward.ts'
import { forwardsPart } from './kinds/forwards-part.ts'
import { hangsFlat } from './kinds/hangs-flat.ts'
import { hole } from './kinds/hole.ts'
import type { Kind } from './kinds/kind.ts'
import { mixesRequests } from './kinds/mixes-requests.ts'
import { outside } from './kinds/outside.ts'
import { timers } from './kinds/timers.ts'

export const kinds: readonly Kind[] = [
  outside,
  mixesRequests,
  hole,
  hangsFlat,
  forwardsPart,
  doesNotForward,
  timers,
  cannotTell,
]

/** The kind of a call, or undefined for a correct one. */
export function kindOf(call: Call): Kind | undefined {
  return kinds.find((kind) => kind.is(call))
}
