// The set-up of the documentation: an SDK with the W3C and B3 propagators, http and undici instrumented, no exporter.
const { createRequire } = require('node:module')
const load = createRequire(`${process.env.PEERS}/x.js`)

const { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } = load('@opentelemetry/core')
const { B3InjectEncoding, B3Propagator } = load('@opentelemetry/propagator-b3')
const { HttpInstrumentation } = load('@opentelemetry/instrumentation-http')
const { NodeTracerProvider } = load('@opentelemetry/sdk-trace-node')
const { UndiciInstrumentation } = load('@opentelemetry/instrumentation-undici')
const { registerInstrumentations } = load('@opentelemetry/instrumentation')

new NodeTracerProvider().register({
  propagator: new CompositePropagator({
    propagators: [
      new B3Propagator({ injectEncoding: B3InjectEncoding.MULTI_HEADER }),
      new W3CTraceContextPropagator(),
      new W3CBaggagePropagator(),
    ],
  }),
})
registerInstrumentations({ instrumentations: [new HttpInstrumentation(), new UndiciInstrumentation()] })
