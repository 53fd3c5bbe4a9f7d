// A service with an OpenTelemetry SDK that reports nowhere: its spans are in the headers that it sends, and in no store.
import { createServer } from 'node:http'
import { context, defaultTextMapGetter, defaultTextMapSetter, propagation, trace } from '@opentelemetry/api'
import { B3InjectEncoding, B3Propagator } from '@opentelemetry/propagator-b3'
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node'

const { PORT, HOST = '127.0.0.1', CALLS, TRACER } = process.env
const [, url] = String(CALLS).split('=')
const b3 = { propagator: new B3Propagator({ injectEncoding: B3InjectEncoding.MULTI_HEADER }) }
new NodeTracerProvider().register(TRACER === 'otel' ? {} : b3)
const tracer = trace.getTracer('sdk')

createServer(async (req, res) => {
  if (req.url === '/healthz') return res.end('ok')
  const span = tracer.startSpan('handle', {}, propagation.extract(context.active(), req.headers, defaultTextMapGetter))
  const headers = {}
  propagation.inject(trace.setSpan(context.active(), span), headers, defaultTextMapSetter)
  const response = await fetch(url, { headers })
  await response.text()
  span.end()
  res.end('ok')
}).listen(Number(PORT), HOST)
