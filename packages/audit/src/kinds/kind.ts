// What a kind of finding is.
import type { Call } from '../judge/call.ts'

export interface Kind {
  readonly id: string
  /** As it is shown. */
  readonly title: string
  /** In one sentence: what the evidence is. */
  readonly rule: string
  /** What mends this kind, where it is not only that headers are not copied. */
  readonly advice?: string
  /** Whether it counts against the service. What does not is named apart. */
  readonly breaks: boolean
  is(call: Call): boolean
}
