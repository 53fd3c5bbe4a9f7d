import type { Answers } from './answers.ts'
import { decide } from './decide.ts'
import { flipsOf } from './flips.ts'
import type { Recommendation } from './recommendation.ts'
import { warningsFor } from './warnings.ts'

/** From answers to a recommendation, with its reasons and with the answers that would change it. Never a score. */
export function recommend(answers: Answers): Recommendation {
  const decision = decide(answers)
  return { ...decision, warnings: warningsFor(decision.advice, answers), flips: flipsOf(decision, answers) }
}
