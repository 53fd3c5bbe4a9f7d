// Three ways to run it: propagators without any SDK, an SDK that samples nothing, and one whose spans go nowhere.
const { createRequire } = require('node:module')
const load = createRequire(`${process.env.PEERS}/x.js`)

const { context, propagation } = load('@opentelemetry/api')
const { AsyncLocalStorageContextManager } = load('@opentelemetry/context-async-hooks')
const { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } = load('@opentelemetry/core')
const { B3InjectEncoding, B3Propagator } = load('@opentelemetry/propagator-b3')
const { HttpInstrumentation } = load('@opentelemetry/instrumentation-http')
const { AlwaysOffSampler, BatchSpanProcessor, NodeTracerProvider } = load('@opentelemetry/sdk-trace-node')
const { UndiciInstrumentation } = load('@opentelemetry/instrumentation-undici')
const { registerInstrumentations } = load('@opentelemetry/instrumentation')

const propagator = new CompositePropagator({
  propagators: [
    new B3Propagator({ injectEncoding: B3InjectEncoding.MULTI_HEADER }),
    new W3CTraceContextPropagator(),
    new W3CBaggagePropagator(),
  ],
})
const nowhere = { export: (_, done) => done({ code: 0 }), shutdown: async () => {} }

const variants = {
  propagators: () => {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
    propagation.setGlobalPropagator(propagator)
  },
  off: () => new NodeTracerProvider({ sampler: new AlwaysOffSampler() }).register({ propagator }),
  spans: () => new NodeTracerProvider({ spanProcessors: [new BatchSpanProcessor(nowhere)] }).register({ propagator }),
}

variants[process.env.VARIANT]()
registerInstrumentations({ instrumentations: [new HttpInstrumentation(), new UndiciInstrumentation()] })
