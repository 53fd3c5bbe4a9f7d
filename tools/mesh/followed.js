// What became of a load's requests, for loads in which not every request succeeds and not every one is sampled.
import { expectedSpans, figuresOf, leftOneWholeTrace, treesOf } from '../demo/figures.js'
import { requestIdsOf } from '../envoy/traces.js'
import { idsOf } from './callers.js'

/**
 * @returns numbers: `torn` requests that left more than one trace, `mixed` traces of more than one request, `cutOff`
 * calls that started a trace of their own, `half` traces of answered requests that lack a span, `orphans` spans whose
 * parent was never reported (its Envoy was killed before it could), `crossed` requests in which a service saw another's
 * x-request-id; `dropped` reports of the Envoys, with spans in them
 */
export function follow({ answers, spans, dropped }) {
  const { figures, trees } = figuresOf(answers, spans)
  const all = [...new Set([...trees.values()].flat())]
  const clients = new Set(answers.map(({ order }) => idsOf(order).spanId)) // parents that report nowhere: callers with b3
  const roots = all.flatMap((tree) => tree.roots)
  const traced = answers
    .map((answer) => ({ answer, trees: treesOf(answer, trees) }))
    .filter((one) => one.trees.length > 0)
  const answered = traced.filter(({ answer }) => answer.status === 200)
  return {
    requests: answers.length,
    answered: figures.answered,
    traces: figures.traces,
    traced: traced.length,
    torn: traced.filter((one) => one.trees.length > 1).length,
    mixed: all.filter((tree) => requestIdsOf(tree).length > 1).length,
    crossed: figures.crossed,
    cutOff: roots.filter(({ span }) => !span.parentId && span.localEndpoint.serviceName !== 'gateway').length,
    orphans: roots.filter(({ span }) => span.parentId && !clients.has(span.parentId)).length,
    half: answered.filter(({ answer, trees: [tree] }) => tree.trace.length < expectedSpans([answer])).length,
    whole: answered.filter(({ answer, trees }) => leftOneWholeTrace(answer, new Map([[answer.requestId, trees]])))
      .length,
    dropped,
    retries: spans.filter((span) => span.kind === 'CLIENT' && attempts(span) > 1).length,
    mostAttempts: spans.reduce((most, span) => Math.max(most, span.kind === 'SERVER' ? attempts(span) : 1), 1),
    timeouts: spans.filter((span) => span.kind === 'CLIENT' && span.tags['http.status_code'] === '504').length,
  }
}

/** One trace per request, nothing of one request in another, no call cut off, none of it missing. */
export const isRight = (figures, lossy) => broken(figures, lossy) === 0

/**
 * How many times that did not hold. Where reports were dropped or died with their Envoy (`lossy`), the spans in them are
 * missing, and that says nothing about headers.
 */
export function broken(figures, lossy = figures.dropped > 0) {
  const { torn, mixed, crossed, cutOff, half, orphans } = figures
  return torn + mixed + crossed + cutOff + (lossy ? 0 : half + orphans)
}

/** How often a sidecar tried, as it notes on its span; on the callee's side the number of the try that got there. */
const attempts = (span) => Number(span.tags['header:x-envoy-attempt-count'] ?? 1)
