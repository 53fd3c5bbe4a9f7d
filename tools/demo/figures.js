// The numbers that tell whether the traces are whole, from what the services saw and what the Envoys reported.
import { groupByTrace, growTree, requestIdsOf, serviceOf } from '../envoy/traces.js'

/** @returns the numbers of one pass, and `trees`: the grown traces, by the x-request-id of their requests */
export function figuresOf(answers, spans) {
  const answered = answers.filter(({ status }) => status === 200)
  const traces = groupByTrace(spans).map((trace) => ({ trace, ...growTree(trace) }))
  const trees = byRequestId(traces)
  const figures = {
    requests: answers.length,
    answered: answered.length,
    traces: traces.length,
    tracesPerRequest: perRequest(traces.length),
    spans: spans.length,
    missingSpans: Math.max(0, expectedSpans(answered) - spans.length),
    brokenLinks: sum(traces, ({ roots }) => roots.filter(isCutOff).length),
    orphans: sum(traces, ({ orphans }) => orphans.length),
    requestIdsPerRequest: perRequest(sum(answered, (answer) => idsOf(answer).size)),
    crossed: countCrossed(answered),
    wholeRequests: answered.filter((answer) => leftOneWholeTrace(answer, trees)).length,
  }
  return { figures, trees }

  function perRequest(count) {
    return answered.length === 0 ? 0 : Number((count / answered.length).toFixed(2))
  }
}

/** The gateway reports two spans of a request and the front's sidecar one; each further call is seen at both its ends. */
export function expectedSpans(answers) {
  return sum(answers, ({ seen }) => 2 * seen.length + 1)
}

/** A tree that does not start at the gateway: some service made this call without saying on whose behalf. */
function isCutOff({ span }) {
  return span.parentId !== undefined || serviceOf(span) !== 'gateway'
}

const idsOf = ({ requestId, seen }) => new Set([requestId, ...seen.map((call) => call.requestId)])

/** Requests in which a service saw an x-request-id that is also seen in another request. */
function countCrossed(answers) {
  const owner = new Map()
  for (const answer of answers) owner.set(answer.requestId, answer)
  for (const answer of answers) for (const id of idsOf(answer)) if (!owner.has(id)) owner.set(id, answer)
  return answers.filter((answer) => [...idsOf(answer)].some((id) => owner.get(id) !== answer)).length
}

/** One trace, all spans of the request in one tree, and one x-request-id in all of them and in every service. */
export function leftOneWholeTrace(answer, trees) {
  const [tree, ...more] = treesOf(answer, trees)
  if (!tree?.whole || more.length > 0 || idsOf(answer).size > 1) return false
  return tree.trace.length === expectedSpans([answer]) && requestIdsOf(tree).every((id) => id === answer.requestId)
}

/** Every trace in which a call of this request shows up: one, if all went well. */
export function treesOf(answer, trees) {
  return [...new Set([...idsOf(answer)].flatMap((id) => trees.get(id) ?? []))]
}

function byRequestId(traces) {
  const trees = new Map()
  for (const tree of traces) {
    for (const id of requestIdsOf(tree)) trees.set(id, [...(trees.get(id) ?? []), tree])
  }
  return trees
}

function sum(list, count) {
  return list.reduce((total, item) => total + count(item), 0)
}
