import type { Answers } from './answers.ts'
import { flipsOf } from './flips.ts'
import type { Recommendation } from './recommendation.ts'
import { settle } from './settle.ts'
import { warningsFor } from './warnings.ts'

/** From answers to a recommendation, with its reasons and with the answers that would change it. Never a score. */
export function decide(answers: Answers): Recommendation {
  const settled = settle(answers)
  return { ...settled, warnings: warningsFor(settled.advice, answers), flips: flipsOf(settled, answers) }
}
