import type { Answers } from './answers.ts'
import { type Fact, type Feature, type FeatureFact, features } from './facts.ts'

export type Advice = 'none' | 'library only' | 'ambient/L4' | 'Linkerd' | 'Istio sidecar' | 'decide later'

export interface Reason {
  readonly question: string
  readonly reason: string
  readonly fact?: Fact
}

export interface Recommendation {
  readonly advice: Advice
  readonly reasons: readonly Reason[]
  /** What would have to change, and what the advice would then be. */
  readonly flips: readonly string[]
  readonly warnings: readonly string[]
}

export type Make = (advice: Advice, reasons: Reason[], flips: string[]) => Recommendation
export type Layers = ReadonlySet<FeatureFact['layer']>

export function of(feature: Feature): FeatureFact {
  return features[feature]
}

export function titles(list: readonly Feature[]): string {
  return list.map((feature) => of(feature).title).join(', ')
}

export function isOneLanguage({ languages }: Answers): boolean {
  return languages?.length === 1
}
