import type { Answers } from './answers.ts'
import { facts } from './facts.ts'
import { type Advice, featureOf } from './recommendation.ts'

const meshes: Partial<Record<Advice, 'istio' | 'linkerd' | 'ambient'>> = {
  'ambient/L4': 'ambient',
  Linkerd: 'linkerd',
  'Istio sidecar': 'istio',
}
const order = ['stable', 'beta', 'alpha', 'none']

/** What to beware of on the way that is recommended. */
export function warningsFor(advice: Advice, answers: Answers): string[] {
  const { features: wanted = [], maturity = 'stable', kubernetes, hostile = [], platform } = answers
  const mesh = meshes[advice]
  if (mesh === undefined) return []
  const warnings = wanted.flatMap((feature) => {
    const level = featureOf(feature)[mesh] ?? 'stable'
    const isTooYoung = order.indexOf(level) > order.indexOf(maturity)
    return isTooYoung
      ? [
          `${featureOf(feature).title} is ${level === 'none' ? 'not there' : `${level} there`}, and ${maturity} is asked for`,
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
