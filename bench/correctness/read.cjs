// The trace id of the current request, as each library tells it to the app.
const { createRequire } = require('node:module')
const load = (name) => createRequire(`${process.env.PEERS}/x.js`)(name)

const readers = {
  OpenTelemetry: () => load('@opentelemetry/api').trace.getActiveSpan()?.spanContext().traceId,
  'dd-trace': () => load('dd-trace').scope().active()?.context().toTraceId(true),
  Sentry: () => load('@sentry/node').getActiveSpan()?.spanContext().traceId,
  'Elastic APM': () => load('elastic-apm-node').currentTraceIds['trace.id'],
  hpropagate: () => load('hpropagate').getHeader('x-b3-traceid'),
  traceferry: () => require('../../packages/core/dist/index.js').ids().trace_id,
}

exports.read = () => {
  try {
    return readers[process.env.PEER]()
  } catch {
    // hpropagate throws where it knows of no request.
    return undefined
  }
}
