// The header names of one request, to compare with those of the next one.
import type { Rule } from '../policy/rules.ts'

/** What a request brought: the names that may be ours, the rule of each, if it has one, and the rules alone. */
export interface Shape {
  readonly names: readonly string[]
  readonly rules: readonly (Rule | undefined)[]
  readonly kept: readonly Rule[]
}
