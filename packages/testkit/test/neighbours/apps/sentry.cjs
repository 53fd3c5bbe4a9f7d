// With a transport that sends nothing, and a DSN without which Sentry would be off.
exports.start = (mode = 'plain') =>
  require('@sentry/node').init({
    dsn: 'http://key@127.0.0.1:9/1',
    tracesSampleRate: 1,
    propagateTraceparent: mode === 'traceparent',
    enableOpenTelemetrySetup: mode === 'otel',
    transport: () => ({ send: async () => ({}), flush: async () => true }),
  })
