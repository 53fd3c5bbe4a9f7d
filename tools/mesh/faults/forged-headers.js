const forgeable = ['x-envoy-original-path', 'x-envoy-peer-metadata']

/** A client outside sends x-envoy-* commands, one x-request-id for all, and baggage (callers.js). */
export default {
  title: 'forged x-envoy-*, x-request-id and baggage from outside',
  job: { caller: 'forged' },
  seen(_figures, load) {
    const { first, later, baggage, wrong } = arrivals(load)
    return `forged x-envoy-* on ${first} calls to the first service and ${later} behind it; baggage on ${baggage} calls, ${wrong} times another request's`
  },
  happened(_figures, load) {
    const { first, later, baggage, wrong } = arrivals(load)
    return first > 0 && later === 0 && baggage > 0 && wrong === 0
  },
}

/** What the inbound sides noted, first service and later ones. */
function arrivals({ answers, spans }) {
  const orders = new Map(answers.map(({ requestId, order }) => [requestId, `order=${order}`]))
  const inbound = spans.filter((span) => span.kind === 'SERVER' && span.localEndpoint.serviceName !== 'gateway')
  const forged = inbound.filter(
    (span) => span.name === 'forged' || forgeable.some((name) => span.tags[`header:${name}`]),
  )
  const carrying = inbound.filter((span) => span.tags['header:baggage'])
  const atFirst = (span) => span.localEndpoint.serviceName === 'storefront'
  return {
    first: forged.filter(atFirst).length,
    later: forged.filter((span) => !atFirst(span)).length,
    baggage: carrying.length,
    wrong: carrying.filter((span) => span.tags['header:baggage'] !== orders.get(span.tags['guid:x-request-id'])).length,
  }
}
