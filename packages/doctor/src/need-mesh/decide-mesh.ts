// Decides which mesh fits, for a system that needs one.
import type { Answers } from './answers.ts'
import { facts } from './facts.ts'
import { type Decision, featureOf, type Reason, titles } from './recommendation.ts'

/** Advice for a system that needs a mesh. */
export function decideMesh(answers: Answers): Decision {
  const { features: wanted = [], experience, owners = 0, overhead, compliance } = answers
  const reasons: Reason[] = []
  const decision = (advice: Decision['advice'], ...more: Reason[]): Decision => ({
    advice,
    reasons: [...reasons, ...more],
  })
  if (compliance)
    reasons.push({
      question: 'compliance',
      reason: 'encryption is required, which matters more than the size of the system',
    })

  const requests = wanted.filter((feature) => featureOf(feature).layer === 'l7')
  if (requests.length === 0) {
    const reason = 'you need encryption and rules for connections, but nothing for requests: a proxy per node does that'
    return decision('ambient/L4', { question: 'features', reason, fact: facts.sidecarCost })
  }
  const notLinkerd = wanted.filter((feature) => featureOf(feature).linkerd === 'none')
  if (notLinkerd.length > 0) {
    reasons.push({ question: 'features', reason: `${titles(notLinkerd)}: Linkerd does not have it` })
    if (experience === 'much') return decision('Istio sidecar')
    const reason = 'it is the mesh with the most to learn: plan time for that, and for upgrades'
    return decision('Istio sidecar', { question: 'experience', reason, fact: facts.istioReleases })
  }
  reasons.push({ question: 'features', reason: `${titles(requests)}: needs a proxy that reads requests` })
  if (experience !== 'much') {
    const reason = 'Linkerd has the fewest parts and settings to learn'
    return decision('Linkerd', { question: 'experience', reason, fact: facts.linkerdReleases })
  }
  if (overhead === 'low' && !wanted.some((feature) => featureOf(feature).ambient === 'none')) {
    const reason = 'a proxy per node, with waypoints only where requests matter, costs the least'
    return decision('ambient/L4', { question: 'overhead', reason, fact: facts.sidecarCost })
  }
  if (owners >= 3)
    return decision('Istio sidecar', {
      question: 'owners',
      reason: `${owners} owners with experience can use everything it offers`,
    })
  const reason = `${owners} ${owners === 1 ? 'owner has' : 'owners have'} other work, too: Linkerd has the fewest parts to look after`
  return decision('Linkerd', { question: 'owners', reason, fact: facts.linkerdReleases })
}
