import type { Answers } from './answers.ts'
import { facts } from './facts.ts'
import { of, type Reason, type Settled, titles } from './recommendation.ts'

/** Which mesh, where one is worth having. */
export function chooseMesh(answers: Answers): Settled {
  const { features: wanted = [], experience, owners = 0, budget, compliance } = answers
  const reasons: Reason[] = []
  const settled = (advice: Settled['advice'], ...more: Reason[]): Settled => ({
    advice,
    reasons: [...reasons, ...more],
  })
  if (compliance)
    reasons.push({ question: 'compliance', reason: 'encryption is demanded, which outweighs the size of the system' })

  const requests = wanted.filter((feature) => of(feature).layer === 'l7')
  if (requests.length === 0) {
    const reason = 'connections are to be encrypted and allowed, requests are not looked at: a proxy per node does that'
    return settled('ambient/L4', { question: 'features', reason, fact: facts.sidecarCost })
  }
  const notLinkerd = wanted.filter((feature) => of(feature).linkerd === 'none')
  if (notLinkerd.length > 0) {
    reasons.push({ question: 'features', reason: `${titles(notLinkerd)}: Linkerd does not have it` })
    if (experience === 'much') return settled('Istio sidecar')
    const reason = 'it is the mesh with most to learn: plan time for that, and for upgrades'
    return settled('Istio sidecar', { question: 'experience', reason, fact: facts.istioReleases })
  }
  reasons.push({ question: 'features', reason: `${titles(requests)}: needs a proxy that reads requests` })
  if (experience !== 'much') {
    const reason = 'Linkerd has fewest parts and settings to learn'
    return settled('Linkerd', { question: 'experience', reason, fact: facts.linkerdReleases })
  }
  if (budget === 'tight' && !wanted.some((feature) => of(feature).ambient === 'none')) {
    const reason = 'a proxy per node, and waypoints only where requests matter, cost least'
    return settled('ambient/L4', { question: 'budget', reason, fact: facts.sidecarCost })
  }
  if (owners >= 3)
    return settled('Istio sidecar', {
      question: 'owners',
      reason: `${owners} owners with experience can use all that it offers`,
    })
  const reason = `${owners} ${owners === 1 ? 'owner has' : 'owners have'} other work, too: Linkerd has fewest parts to look after`
  return settled('Linkerd', { question: 'owners', reason, fact: facts.linkerdReleases })
}
