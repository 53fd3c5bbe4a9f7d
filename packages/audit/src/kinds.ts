// All kinds of calls, in the order in which they are looked for: the first that fits is it. A new kind is one file and one line here.
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

/** The kind of a call, or undefined for one that is as it should be. */
export function kindOf(call: Call): Kind | undefined {
  return kinds.find((kind) => kind.is(call))
}
