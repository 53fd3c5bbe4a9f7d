// Tracing on, the W3C header on, targets as by default, and a transport that keeps all to itself.
const { createRequire } = require('node:module')
const Sentry = createRequire(`${process.env.PEERS}/x.js`)('@sentry/node')

Sentry.init({
  dsn: 'http://public@127.0.0.1:9/1',
  tracesSampleRate: 1,
  propagateTraceparent: true,
  transport: () => ({ send: async () => ({}), flush: async () => true }),
})
