// The OpenTelemetry SDK with the instrumentations of http and undici, as @opentelemetry/sdk-node sets them up.
const api = require('@opentelemetry/api')
const { AsyncLocalStorageContextManager } = require('@opentelemetry/context-async-hooks')
const core = require('@opentelemetry/core')
const { registerInstrumentations } = require('@opentelemetry/instrumentation')
const { HttpInstrumentation } = require('@opentelemetry/instrumentation-http')
const { UndiciInstrumentation } = require('@opentelemetry/instrumentation-undici')
const { B3InjectEncoding, B3Propagator } = require('@opentelemetry/propagator-b3')
const { AlwaysOffSampler, NodeTracerProvider } = require('@opentelemetry/sdk-trace-node')

const w3c = () => new core.W3CTraceContextPropagator()
const multi = () => new B3Propagator({ injectEncoding: B3InjectEncoding.MULTI_HEADER })
const propagators = {
  w3c,
  'b3-single': () => new B3Propagator(),
  'b3-multi': multi,
  composite: () => new core.CompositePropagator({ propagators: [w3c(), new core.W3CBaggagePropagator(), multi()] }),
}
const suppressed = (call) => api.context.with(core.suppressTracing(api.context.active()), call)

exports.start = (name = 'w3c', mode = 'sampled') => {
  if (mode === 'api') return api.diag.setLogger({ error() {}, warn() {}, info() {}, debug() {}, verbose() {} })
  const propagator = propagators[name]()
  if (mode === 'propagators') {
    api.context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
    api.propagation.setGlobalPropagator(propagator)
  } else {
    new NodeTracerProvider(mode === 'off' ? { sampler: new AlwaysOffSampler() } : {}).register({ propagator })
  }
  if (mode === 'suppressed') exports.within = suppressed
  const http = new HttpInstrumentation({ disableIncomingRequestInstrumentation: mode === 'rootless' })
  return registerInstrumentations({ instrumentations: [http, new UndiciInstrumentation()] })
}
