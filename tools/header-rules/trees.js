// What must be true of the spans that the two sidecars report, for each fate of a trace.
import { idsIn, saysUnsampled, unpadded } from './families.js'
import { chosenTrace, fateOf } from './fate.js'

/** @returns what is wrong with the spans of a case, as sentences */
export const complaintsOf = (vector, tracer, seen) => fates[fateOf(vector, tracer, seen)](seen, tracer, vector)

/** Whether a call's span is in the tree of the request's span: what must never happen without the one line. */
export const isJoined = (seen) => clientsOf(seen).some(({ traceId }) => traceId === serverOf(seen)?.traceId)

const serverOf = (seen) => seen.spans.find(({ kind }) => kind === 'SERVER')
const clientsOf = (seen) => seen.spans.filter(({ kind }) => kind === 'CLIENT')

const fates = {
  whole(seen, tracer, { ask }) {
    const own = ask.headers.map(([name]) => name.toLowerCase())
    const server = serverOf(seen)
    const clients = clientsOf(seen)
    const wrong = clients.filter(({ traceId, parentId }) => traceId !== server.traceId || parentId !== server.id)
    if (clients.length !== seen.appSent.length) return [`${clients.length} spans for ${seen.appSent.length} calls`]
    if (wrong.length > 0) return ["a call's span is not a child of its request's span"]
    return [
      ...seen.appSent.flatMap((lines) => named(without(lines, own), [server], tracer, 'the app sent')),
      ...seen.upstreamGot.flatMap((lines) => named(lines, clients, tracer, 'the upstream got')),
    ]
  },
  beside(seen, tracer) {
    const clients = clientsOf(seen)
    if (clients.length !== seen.appSent.length) return [`${clients.length} spans for ${seen.appSent.length} calls`]
    if (clients.some((client) => !isBelow(client, serverOf(seen), seen.spans)))
      return ["a call's span is not below its request's"]
    return seen.upstreamGot.flatMap((lines) => named(lines, clients, tracer, 'the upstream got'))
  },
  unsampled(seen, tracer) {
    const lost = [...seen.appSent, ...seen.upstreamGot].some((lines) => !saysUnsampled(lines, tracer))
    return [...(seen.spans.length > 0 ? ['spans of a request that is not sampled'] : []), ...(lost ? ['a lost 0'] : [])]
  },
  silenced(seen) {
    return clientsOf(seen).length === seen.appSent.length ? [] : ['Envoy stays silent behind the app, too']
  },
  ended(seen) {
    return isJoined(seen) ? ['the trace was to end here'] : []
  },
  chosen(seen, tracer, vector) {
    const { traceId, spanId } = chosenTrace(vector, tracer) ?? {}
    const wrong = clientsOf(seen).some((client) => client.traceId !== traceId || client.parentId !== spanId)
    return wrong ? ['the call left the trace that the app had chosen'] : []
  },
  'as asked': () => [],
}

function isBelow(span, ancestor, spans) {
  if (span === undefined || ancestor === undefined) return false
  return (
    span.parentId === ancestor.id ||
    isBelow(
      spans.find(({ id }) => id === span.parentId),
      ancestor,
      spans,
    )
  )
}

const without = (lines, names) => lines.filter(([name]) => !names.includes(name))

/** What a tracer has written names one of its spans, and nothing else. */
function named(lines, spans, tracer, who) {
  const { traceIds, spanIds } = idsIn(lines, tracer)
  const right =
    traceIds.every((id) => id === unpadded(spans[0].traceId)) &&
    spanIds.every((id) => spans.some((one) => one.id === id))
  return right && spanIds.length > 0
    ? []
    : [`${who} the ids ${traceIds} ${spanIds}, reported was ${spans.map((s) => s.id)}`]
}
