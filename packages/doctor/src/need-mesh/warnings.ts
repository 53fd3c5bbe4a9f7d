import type { Answers } from './answers.ts'
import { facts } from './facts.ts'
import { type Advice, of } from './recommendation.ts'

const meshOf: Partial<Record<Advice, 'istio' | 'linkerd' | 'ambient'>> = {
  'ambient/L4': 'ambient',
  Linkerd: 'linkerd',
  'Istio sidecar': 'istio',
}

/** What to beware of on the way that is recommended. */
export function warningsFor(answers: Answers): (advice: Advice) => string[] {
  const { features: wanted = [], maturity = 'stable', kubernetes, hostile = [], platform } = answers
  return (advice) => {
    const mesh = meshOf[advice]
    if (mesh === undefined) return []
    const warnings = wanted.flatMap((feature) => {
      const level = of(feature)[mesh] ?? 'stable'
      return order.indexOf(level) > order.indexOf(maturity)
        ? [`${of(feature).title} is ${level} there, and ${maturity} is asked for`]
        : []
    })
    if (kubernetes !== undefined && kubernetes < 33)
      warnings.push(`Kubernetes 1.${kubernetes}: ${facts.nativeSidecars.text} (${facts.nativeSidecars.source})`)
    if (platform === 'mixed' && mesh === 'ambient')
      warnings.push('machines outside of Kubernetes cannot join in ambient mode')
    return [...warnings, ...hostile]
  }
}

const order = ['stable', 'beta', 'alpha', 'none']
