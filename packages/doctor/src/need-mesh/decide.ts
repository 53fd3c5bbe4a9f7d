// Plain conditions in the order in which they settle the matter, so that the same answers always give the same advice and
// each step can be read.
import type { Answers } from './answers.ts'
import { decideMesh } from './decide-mesh.ts'
import { facts } from './facts.ts'
import { questions } from './questions.ts'
import { type Decision, featureOf, meshFeatures, type Reason, titles } from './recommendation.ts'

export function decide(answers: Answers): Decision {
  return unanswered(answers) ?? needless(answers) ?? outOfReach(answers) ?? decideMesh(answers)
}

function unanswered(answers: Answers): Decision | undefined {
  const missing = questions.filter(({ id, crucial }) => crucial && answers[id] === undefined)
  if (missing.length === 0) return undefined
  return {
    advice: 'decide later',
    reasons: missing.map(({ id, text }) => ({ question: id, reason: `not answered: ${text}` })),
  }
}

/** Nothing is wanted that only a mesh provides. */
function needless(answers: Answers): Decision | undefined {
  if (answers.compliance || meshFeatures(answers).length > 0) return undefined
  const layers = (answers.features ?? []).map((feature) => featureOf(feature).layer)
  const reasons: Reason[] = []
  if (layers.includes('none')) {
    reasons.push({
      question: 'features',
      reason: 'TLS at the ingress is the ingress controller and cert-manager, not a mesh',
    })
  }
  if (!layers.includes('library')) {
    if (reasons.length === 0) reasons.push({ question: 'features', reason: 'nothing was named that needs a mesh' })
    return { advice: 'none', reasons }
  }
  reasons.push({
    question: 'features',
    reason: 'traces, retries and timeouts can be had from libraries',
    fact: facts.headers,
  })
  return { advice: 'library only', reasons: [...reasons, ...languages(answers)] }
}

/** Something is wanted that a mesh provides, and a mesh would cost more than it gives. */
function outOfReach(answers: Answers): Decision | undefined {
  const { owners = 0, services = 0, platform, compliance } = answers
  const instead = compliance ? 'decide later' : 'library only'
  if (platform === 'other') {
    const reason = 'off Kubernetes every machine needs its own proxy, redirection and identity, all set up by hand'
    return { advice: instead, reasons: [{ question: 'platform', reason }, ...goneWithout(answers)] }
  }
  if (owners === 0) {
    const reason = 'a control plane that nobody owns is not upgraded, and its certificates expire'
    return {
      advice: instead,
      reasons: [{ question: 'owners', reason, fact: facts.istioReleases }, ...goneWithout(answers)],
    }
  }
  if (services > 5 || compliance) return undefined
  const few: Reason = { question: 'services', reason: `${services} services are few`, fact: facts.smallSystems }
  return { advice: 'library only', reasons: [few, ...languages(answers), ...goneWithout(answers)] }
}

/** What this advice does not give, said aloud. */
function goneWithout(answers: Answers): Reason[] {
  const missing = meshFeatures(answers)
  const reasons: Reason[] = []
  if (missing.length > 0)
    reasons.push({ question: 'features', reason: `to do without for now, or to build by hand: ${titles(missing)}` })
  if (answers.compliance)
    reasons.push({
      question: 'compliance',
      reason: 'encryption is demanded: TLS in the apps is the smaller step until this changes',
    })
  return reasons
}

function languages({ languages: spoken = [] }: Answers): Reason[] {
  if (spoken.length === 1)
    return [{ question: 'languages', reason: `with ${spoken[0]} alone, one set of libraries reaches every service` }]
  if (spoken.length < 3) return []
  return [
    {
      question: 'languages',
      reason: `in ${spoken.length} languages the libraries must be kept alike, which is work of its own`,
    },
  ]
}
