// Under this name the OpenTelemetry Operator requires what it has injected: Instrumentation.spec.nodejs.image may be our image.

require('./register.cjs')
