// The process of app-with-sdk.js: the SDK first, as its documentation has it, then the app.
import { once } from 'node:events'
import { createRequire } from 'node:module'

// By require, as the instrumentations hook it.
const require = createRequire(import.meta.url)
const { context, propagation, ROOT_CONTEXT } = require('@opentelemetry/api')
const { registerInstrumentations } = require('@opentelemetry/instrumentation')
const { HttpInstrumentation } = require('@opentelemetry/instrumentation-http')
const { UndiciInstrumentation } = require('@opentelemetry/instrumentation-undici')
const { NodeTracerProvider, SimpleSpanProcessor } = require('@opentelemetry/sdk-trace-node')

const spans = []
const [{ vectors, port, sdk }] = await once(process, 'message')
const exporter = {
  export(finished, done) {
    spans.push(...finished.map(zipkinSpan))
    done({ code: 0 })
  },
  shutdown: async () => {},
}
new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }).register()
if (sdk === 'active') {
  registerInstrumentations({ instrumentations: [new HttpInstrumentation(), new UndiciInstrumentation()] })
  require('node:http')
}

const { startApp } = await import('./app.js')
const extracted = (request, next) => context.with(propagation.extract(ROOT_CONTEXT, request.headers), next)
const app = await startApp({ vectors, port, ...(sdk === 'remote' ? { around: extracted } : {}) })
process.on('message', async () => {
  const { of, failures } = await app.report()
  const paths = vectors.flatMap(({ name }) => [`/with/${name}`, `/without/${name}`])
  process.send?.({ got: new Map(paths.map((path) => [path, of(path)])), failures, spans })
})
process.on('disconnect', () => process.exit())
process.send?.({ port: app.port })

function zipkinSpan(span) {
  const { traceId, spanId } = span.spanContext()
  const [seconds, nanoseconds] = span.startTime
  return {
    traceId,
    id: spanId,
    parentId: span.parentSpanContext?.spanId,
    kind: 'APP',
    timestamp: seconds * 1e6 + nanoseconds / 1e3,
    tags: { path: /\/(with|without)\/[\w-]+/.exec(JSON.stringify(span.attributes))?.[0] },
  }
}
