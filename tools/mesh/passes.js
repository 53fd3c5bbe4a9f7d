// The same load on one mesh twice, without the line and with it, and whether the figures are as they must be.
import { figuresOf, leftOneWholeTrace } from '../demo/figures.js'
import { step } from '../shared/steps.js'
import { beginLogs } from './access-logs.js'
import { audited, callers, isNamed, namedIn } from './audited.js'
import { nameIn as nameInConsul } from './consul/config.js'
import { callFromOutside, identities, nameIn as nameInIstio } from './istio/identities.js'
import { measure } from './measure.js'
import { withProgress } from './progress.js'

/**
 * @param options `requests`, `concurrency`, `consul`, `istio` and with it `mtls`
 * @returns `before` and `after`: figures; `tree` of the last request; `outside`: what came of calls from outside the mesh
 */
export async function withoutAndWith(mesh, options) {
  const before = await pass(mesh, options, 'without the line')
  await step('Starting the services again, with the line', () => mesh.restartApps({ TRACEFERRY: 'on' }))
  await measure(mesh, { requests: 20, concurrency: 2 }) // the first calls meet connections to the services of before
  const { figures, trees, answers, outside } = await pass(mesh, options, 'with the line')
  return { before: before.figures, after: figures, tree: trees.get(answers.at(-1).requestId)?.[0], outside }
}

async function pass(mesh, options, how) {
  const { requests, concurrency } = options
  const logs = options.audit && mesh.accessLogs && (await beginLogs(mesh))
  const { answers, spans, seconds, dropped } = await withProgress(
    `${requests} checkouts ${how}`,
    requests,
    (onAnswer) => measure(mesh, { requests, concurrency }, { onAnswer }),
  )
  const { figures, trees } = figuresOf(answers, spans)
  const sampled = answers.filter(({ requestId }) => trees.has(requestId))
  const wholeRequests = sampled.filter((answer) => leftOneWholeTrace(answer, trees)).length
  const nameIn = options.istio ? nameInIstio : options.consul ? nameInConsul : undefined
  const outside = nameIn && (await callFromOutside(mesh))
  const letIn = outside && Object.values(outside).filter(isAnswer).length
  const certificates = outside && { ...identities(spans, nameIn), letIn }
  const found = options.audit && (await audited(spans, mesh.folder, await logs?.(how)))
  const named = found && { found, ...namedIn(found) }
  const all = { ...figures, sampled: sampled.length, wholeRequests, ...certificates, ...named, seconds, dropped }
  return { answers, trees, outside, figures: all }
}

/** Sampled or not, no request has left half a trace; and everybody got an answer. */
export function isWhole({ before, after }, options) {
  const { requests, answered, traces, sampled, wholeRequests, brokenLinks, orphans, crossed } = after
  const all = answered === requests && traces === sampled && wholeRequests === sampled
  const whole = all && brokenLinks + orphans + crossed === 0
  if (options.audit && !(isNamed(before.found, callers) && isNamed(after.found, []))) return false
  if (!whole || !isCertain(after, options) || !isCertain(before, options)) return false
  // Without the line it has to be broken, or the load shows nothing.
  return options.sampling < 100 || (sampled === requests && before.traces > before.requests)
}

/** Under mutual TLS, each call came with its caller's certificate, and nobody without one got in. */
function isCertain({ calls, certified, letIn }, options) {
  if (!options.istio && !options.consul) return true
  return hasMutualTls(options) ? calls > 0 && certified === calls && letIn === 0 : certified === 0 && letIn > 0
}

/** In a sentence. */
export function verdict(whole, options) {
  const { sampling } = options
  const certain = hasMutualTls(options)
  const named = options.audit ? ', or the audit does not say of the services what is so' : ''
  if (!whole) return `Not every request left one whole trace${certain ? ', or mutual TLS has a hole' : ''}${named}.`
  const identified = certain ? ', and every call came with its caller’s certificate' : ''
  return `Every ${sampling < 100 ? 'sampled ' : ''}request left one whole trace${identified}.`
}

const hasMutualTls = ({ istio, mtls, consul }) => consul || (istio && mtls === 'strict')
const isAnswer = (outcome) => typeof outcome === 'number'
