import type { Answers } from './answers.ts'
import { type Feature, facts } from './facts.ts'
import { type Layers, type Make, of, type Reason, type Recommendation, titles } from './recommendation.ts'

/** Which mesh, where one is worth having. */
export function withMesh(
  answers: Answers,
  wanted: readonly Feature[],
  layers: Layers,
  encrypted: boolean,
  experience: Answers['experience'],
  make: Make,
): Recommendation {
  const reasons: Reason[] = []
  if (answers.compliance)
    reasons.push({ question: 'compliance', reason: 'encryption is demanded, which outweighs the size of the system' })
  const needsIstio = wanted.filter((feature) => of(feature).linkerd === 'none')
  const notAmbient = wanted.filter((feature) => of(feature).ambient === 'none')

  if (!layers.has('l7')) {
    reasons.push({
      question: 'features',
      reason: 'connections are to be encrypted and allowed, requests are not looked at: a proxy per node does that',
      fact: facts.sidecarCost,
    })
    const flips = [
      'Retries, canaries, metrics or authorization by path: waypoints, Linkerd or Istio sidecars.',
      'A wish for retries in the proxy without more parts: Linkerd.',
    ]
    return make('ambient/L4', reasons, flips)
  }
  if (needsIstio.length > 0) {
    reasons.push({ question: 'features', reason: `${titles(needsIstio)}: Linkerd does not have it` })
    if (experience !== 'much')
      reasons.push({
        question: 'experience',
        reason: 'it is the mesh with most to learn: plan for that',
        fact: facts.istioReleases,
      })
    return make('Istio sidecar', reasons, [
      `Without ${titles(needsIstio)}: ${experience === 'much' ? 'ambient with waypoints' : 'Linkerd'} would do.`,
    ])
  }
  if (notAmbient.length > 0 || (experience === 'much' && (answers.owners ?? 0) >= 3 && answers.budget !== 'tight')) {
    if (notAmbient.length > 0)
      reasons.push({ question: 'features', reason: `${titles(notAmbient)}: not in ambient mode` })
    else
      reasons.push({
        question: 'experience',
        reason: `${answers.owners} owners who have run control planes can make use of all that it offers`,
      })
    return make('Istio sidecar', reasons, [
      'Fewer than three owners, or less experience: Linkerd.',
      'A tight budget: ambient with waypoints where requests matter.',
    ])
  }
  reasons.push({
    question: 'features',
    reason: `${titles(wanted.filter((feature) => of(feature).layer === 'l7'))}: needs a proxy that reads requests`,
  })
  if (answers.budget === 'tight' && experience === 'much') {
    reasons.push({
      question: 'budget',
      reason: 'a proxy per node, and one per namespace only where requests matter, costs least',
      fact: facts.sidecarCost,
    })
    return make('ambient/L4', reasons, [
      'Room in the budget: Istio sidecars, which are older.',
      'Less experience: Linkerd.',
    ])
  }
  reasons.push({
    question: 'experience',
    reason: 'it has fewest parts and settings to learn',
    fact: facts.linkerdReleases,
  })
  const flips = ['Checks of tokens, own filters: Istio.', 'Stable releases without a vendor: Istio.']
  if (encrypted) flips.push('Only encryption: ambient/L4.')
  return make('Linkerd', reasons, flips)
}
