// Turns answers into a recommendation.
import type { Answers } from './answers.ts'
import { decide } from './decide.ts'
import { flipsOf } from './flips.ts'
import type { Recommendation } from './recommendation.ts'
import { warningsFor } from './warnings.ts'

/** Recommends a mesh or none, with the reasons and the answers that would change it. It never computes a score. */
export function recommend(answers: Answers): Recommendation {
  const decision = decide(answers)
  return { ...decision, warnings: warningsFor(decision.advice, answers), flips: flipsOf(decision, answers) }
}
