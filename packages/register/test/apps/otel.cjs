// OpenTelemetry as its operator injects it: an SDK that is required before the app, with its instrumentation of node:http and undici.
const { registerInstrumentations } = require('@opentelemetry/instrumentation')
const { HttpInstrumentation } = require('@opentelemetry/instrumentation-http')
const { UndiciInstrumentation } = require('@opentelemetry/instrumentation-undici')
const { NodeTracerProvider } = require('@opentelemetry/sdk-trace-node')

new NodeTracerProvider().register()
registerInstrumentations({ instrumentations: [new HttpInstrumentation(), new UndiciInstrumentation()] })
