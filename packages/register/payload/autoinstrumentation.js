// The OpenTelemetry Operator requires what it injected under this name: Instrumentation.spec.nodejs.image may be our image.

require('./register.cjs')
