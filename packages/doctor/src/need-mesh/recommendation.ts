// The types of a recommendation, and what it needs to know about features.
import type { AnswerId, Answers } from './answers.ts'
import { type Fact, type Feature, type FeatureFact, features } from './facts.ts'

export type Advice = 'none' | 'library only' | 'ambient/L4' | 'Linkerd' | 'Istio sidecar' | 'decide later'

export interface Reason {
  readonly question: AnswerId
  readonly reason: string
  readonly fact?: Fact
}

export interface Decision {
  readonly advice: Advice
  readonly reasons: readonly Reason[]
}

export interface Recommendation extends Decision {
  /** What to watch out for when you follow the advice. */
  readonly warnings: readonly string[]
  /** Answers that would change the advice, and to what. */
  readonly flips: readonly string[]
}

export function featureOf(feature: Feature): FeatureFact {
  return features[feature]
}

export function titles(list: readonly Feature[]): string {
  return list.map((feature) => featureOf(feature).title).join(', ')
}

/** The wanted features that only a mesh provides. */
export function meshFeatures({ features: wanted = [] }: Answers): Feature[] {
  return wanted.filter((feature) => /^l[47]$/.test(featureOf(feature).layer))
}
