// Warns of what the recommended mesh does not do well for this system.
import type { Answers } from './answers.ts'
import { facts } from './facts.ts'
import { type Advice, featureOf } from './recommendation.ts'

const meshes: Partial<Record<Advice, 'istio' | 'linkerd' | 'ambient'>> = {
  'ambient/L4': 'ambient',
  Linkerd: 'linkerd',
  'Istio sidecar': 'istio',
}
const order = ['stable', 'beta', 'alpha', 'none']

/** What to watch out for when you follow the advice. */
export function warningsFor(advice: Advice, answers: Answers): string[] {
  const { features: wanted = [], maturity = 'stable', kubernetes, hostile = [], platform } = answers
  const mesh = meshes[advice]
  if (mesh === undefined) return []
  const warnings = wanted.flatMap((feature) => {
    const level = featureOf(feature)[mesh] ?? 'stable'
    const isTooYoung = order.indexOf(level) > order.indexOf(maturity)
    return isTooYoung
      ? [
          `${featureOf(feature).title} is ${level === 'none' ? 'not there' : `${level} there`}, and you asked for ${maturity}`,
        ]
      : []
  })
  if (kubernetes !== undefined && kubernetes < 33 && mesh !== 'ambient') {
    warnings.push(`Kubernetes is 1.${kubernetes}; ${facts.nativeSidecars.text} (${facts.nativeSidecars.source})`)
  }
  if (platform === 'mixed' && mesh === 'ambient')
    warnings.push('machines outside of Kubernetes cannot join in ambient mode')
  return [...warnings, ...hostile]
}
