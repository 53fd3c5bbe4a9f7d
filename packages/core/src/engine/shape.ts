// The header names of one request, to compare with those of the next one.
import type { Rule } from '../policy/rules.ts'

/** What a request brought: the names that may be ours, the rule of each, if it has one, and the rules alone. */
export interface Shape {
  readonly names: readonly string[]
  readonly rules: readonly (Rule | undefined)[]
  readonly kept: readonly Rule[]
}

/** The number of shapes to remember: a service has a few kinds of clients. */
export const MAX_SHAPES = 4

/** A request with more lines is not remembered: it comes from an unknown client. */
export const MAX_LINES = 64
