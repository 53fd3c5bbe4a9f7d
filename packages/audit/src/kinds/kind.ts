// What a kind of finding is.
import type { Call } from '../judge/call.ts'

export interface Kind {
  readonly id: string
  /** As it is shown. */
  readonly title: string
  /** In one sentence: what the evidence is. */
  readonly rule: string
  /** The fix for this kind, if copying headers is not enough. */
  readonly advice?: string
  /** Whether it counts against the service. What does not count is listed separately. */
  readonly breaks: boolean
  is(call: Call): boolean
}
