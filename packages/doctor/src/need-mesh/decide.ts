// From answers to a recommendation. Plain conditions in the order in which they settle the matter, so that the same answers
// always give the same advice and each step can be read; never a score.
import type { Answers } from './answers.ts'
import { facts } from './facts.ts'
import { questions } from './questions.ts'
import {
  type Advice,
  isOneLanguage,
  type Layers,
  type Make,
  of,
  type Reason,
  type Recommendation,
} from './recommendation.ts'
import { warningsFor } from './warnings.ts'
import { withMesh } from './with-mesh.ts'

export function decide(answers: Answers): Recommendation {
  const wanted = answers.features ?? []
  const layers = new Set(wanted.map((feature) => of(feature).layer))
  const encrypted = answers.compliance === true || layers.has('l4')
  const warnings = warningsFor(answers)
  const make = (advice: Advice, reasons: Reason[], flips: string[]): Recommendation => ({
    advice,
    reasons,
    flips,
    warnings: warnings(advice),
  })

  const missing = questions.filter(({ id, crucial }) => crucial && answers[id] === undefined)
  if (missing.length > 0) {
    const reasons = missing.map(({ id, text }) => ({ question: id, reason: `not answered: ${text}` }))
    return make('decide later', reasons, ['An answer to each of these gives a recommendation.'])
  }

  if (!encrypted && !layers.has('l7')) return withoutMesh(answers, layers, make)

  const { owners = 0, services = 0, platform, experience } = answers
  if (platform === 'other') {
    const reasons = [
      {
        question: 'platform',
        reason: 'off Kubernetes every machine needs its own proxy, redirection and identity, all set up by hand',
      },
    ]
    const advice = encrypted ? 'decide later' : 'library only'
    const what = encrypted
      ? 'mutual TLS is asked for: TLS in the apps, or a move to Kubernetes first, are both smaller steps'
      : 'libraries do retries, timeouts and traces'
    return make(
      advice,
      [...reasons, { question: 'features', reason: what }],
      ['A move to Kubernetes opens every other way.'],
    )
  }
  if (owners === 0) {
    const reason = 'a control plane that nobody owns is not upgraded, and its certificates expire'
    const instead = answers.compliance ? 'decide later' : 'library only'
    const flips = ['One or two engineers who own it, or a mesh that the cloud provider runs.']
    return make(instead, [{ question: 'owners', reason, fact: facts.istioReleases }], flips)
  }
  if (services <= 5 && !answers.compliance) {
    const reasons: Reason[] = [
      { question: 'services', reason: `${services} services are few`, fact: facts.smallSystems },
    ]
    if (isOneLanguage(answers))
      reasons.push({ question: 'languages', reason: 'in one language libraries reach all of them' })
    return make('library only', reasons, ['More than five services, a second team, or encryption demanded by policy.'])
  }
  return withMesh(answers, wanted, layers, encrypted, experience, make)
}

function withoutMesh(answers: Answers, layers: Layers, make: Make): Recommendation {
  const reasons: Reason[] = []
  const flips = ['Mutual TLS between services, canaries, or authorization by path would need a mesh.']
  if (layers.has('none'))
    reasons.push({
      question: 'features',
      reason: 'TLS at the ingress is the ingress controller and cert-manager, not a mesh',
    })
  if (!layers.has('library')) {
    if (reasons.length === 0) reasons.push({ question: 'features', reason: 'nothing was named that needs a mesh' })
    return make('none', reasons, flips)
  }
  reasons.push({
    question: 'features',
    reason: 'traces, retries and timeouts can be had from libraries',
    fact: facts.headers,
  })
  if (isOneLanguage(answers)) reasons.push({ question: 'languages', reason: 'in one language that is one library' })
  else if ((answers.languages?.length ?? 0) > 2)
    flips.push('With so many languages, keeping the libraries alike may become the larger work: then Linkerd.')
  return make('library only', reasons, flips)
}
