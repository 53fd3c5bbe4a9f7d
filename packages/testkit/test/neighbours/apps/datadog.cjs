// dd-trace without an agent: what it would send goes to a port on which nothing listens (see neighbour.ts).
const inject = { default: undefined, b3: ['b3 single header'] }

exports.start = (style = 'default') =>
  require('dd-trace5').init({
    startupLogs: false,
    flushInterval: 60_000,
    ...(inject[style] && { tracePropagationStyle: { inject: inject[style], extract: ['tracecontext'] } }),
  })
