// Decides on the advice by plain conditions in a fixed order, so that the same answers always give the same advice and
// each step is easy to read.
import type { Answers } from './answers.ts'
import { decideMesh } from './decide-mesh.ts'
import { facts } from './facts.ts'
import { questions } from './questions.ts'
import { type Decision, featureOf, meshFeatures, type Reason, titles } from './recommendation.ts'

export function decide(answers: Answers): Decision {
  return unanswered(answers) ?? withoutMesh(answers) ?? tooCostly(answers) ?? decideMesh(answers)
}

function unanswered(answers: Answers): Decision | undefined {
  const missing = questions.filter(({ id, crucial }) => crucial && answers[id] === undefined)
  if (missing.length === 0) return undefined
  return {
    advice: 'decide later',
    reasons: missing.map(({ id, text }) => ({ question: id, reason: `not answered: ${text}` })),
  }
}

/** Advice for a system that wants nothing that only a mesh provides. */
function withoutMesh(answers: Answers): Decision | undefined {
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
    reason: 'libraries provide traces, retries and timeouts',
    fact: facts.headers,
  })
  return { advice: 'library only', reasons: [...reasons, ...languages(answers)] }
}

/** Advice for a system that wants something from a mesh, but for which a mesh costs more than it gives. */
function tooCostly(answers: Answers): Decision | undefined {
  const { owners = 0, services = 0, platform, compliance } = answers
  const instead = compliance ? 'decide later' : 'library only'
  if (platform === 'other') {
    const reason = 'off Kubernetes every machine needs its own proxy, redirection and identity, all set up by hand'
    return { advice: instead, reasons: [{ question: 'platform', reason }, ...notProvided(answers)] }
  }
  if (owners === 0) {
    const reason = 'a control plane without an owner is not upgraded, and its certificates expire'
    return {
      advice: instead,
      reasons: [{ question: 'owners', reason, fact: facts.istioReleases }, ...notProvided(answers)],
    }
  }
  if (services > 5 || compliance) return undefined
  const few: Reason = { question: 'services', reason: `${services} services are few`, fact: facts.smallSystems }
  return { advice: 'library only', reasons: [few, ...languages(answers), ...notProvided(answers)] }
}

/** Says what this advice does not provide. */
function notProvided(answers: Answers): Reason[] {
  const missing = meshFeatures(answers)
  const reasons: Reason[] = []
  if (missing.length > 0)
    reasons.push({ question: 'features', reason: `do without this for now, or build it by hand: ${titles(missing)}` })
  if (answers.compliance)
    reasons.push({
      question: 'compliance',
      reason: 'encryption is required: TLS in the apps is the smaller step until this changes',
    })
  return reasons
}

function languages({ languages: used = [] }: Answers): Reason[] {
  if (used.length === 1)
    return [{ question: 'languages', reason: `with ${used[0]} alone, one set of libraries works for every service` }]
  if (used.length < 3) return []
  return [
    {
      question: 'languages',
      reason: `libraries in ${used.length} languages must behave the same, which is extra work`,
    },
  ]
}
