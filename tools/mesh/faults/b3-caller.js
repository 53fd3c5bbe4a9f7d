import { idsOf } from '../callers.js'

/** A client that already traces, in one `b3` header and nothing else. Envoy goes on with that trace. */
export default {
  title: 'the client sends `b3` only',
  job: { caller: 'b3' },
  seen: (_figures, load) => `${kept(load)} traces have the client's trace id`,
  happened: ({ requests }, load) => kept(load) === requests,
}

function kept({ answers, spans }) {
  const traces = new Set(spans.map((span) => span.traceId))
  return answers.filter(({ order }) => traces.has(idsOf(order).traceId)).length
}
