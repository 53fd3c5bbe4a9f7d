import type { ClientRequest, IncomingMessage, RequestListener } from 'node:http'
import { createRequire } from 'node:module'
import { CompositePropagator, W3CTraceContextPropagator } from '@opentelemetry/core'
import { registerInstrumentations } from '@opentelemetry/instrumentation'
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http'
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici'
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node'
import { MeshPropagator } from '@traceferry/otel'
import { headersOf, listen, requestRaw } from '@traceferry/testkit'
import { request } from 'undici'

export const REQUESTS = 20
export const exporter: InMemorySpanExporter = new InMemorySpanExporter()

// The SDK as an app sets it up, in this process: our propagator beside W3C's, and one more prefix.
const propagators = [new W3CTraceContextPropagator(), new MeshPropagator({ headers: ['x-team-*'] })]
const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] })
provider.register({ propagator: new CompositePropagator({ propagators }) })
registerInstrumentations({ instrumentations: [new HttpInstrumentation(), new UndiciInstrumentation()] })
// OpenTelemetry patches modules as they are required.
const http: typeof import('node:http') = createRequire(import.meta.url)('node:http')

export type Clients = Readonly<Record<string, (url: string) => Promise<unknown>>>

export const clients: Clients = {
  fetch: async (url) => (await fetch(url)).text(),
  undici: async (url) => (await request(url)).body.text(),
  http: (url) =>
    new Promise<void>((resolve, reject) => {
      const call: ClientRequest = http.get(url, (answer) => answer.resume().on('end', resolve))
      call.on('error', reject)
    }),
}

/** Serves twenty requests at once, each of which calls the upstream with every client, at `/n/client`. */
export async function serve(
  upstream: string,
  through: Clients,
  wrap: (listener: RequestListener) => RequestListener = (listener) => listener,
): Promise<void> {
  const listener: RequestListener = async ({ url }: IncomingMessage, response) => {
    for (const [name, call] of Object.entries(through)) await call(`${upstream}${url}/${name}`)
    response.end()
  }
  const server = await listen(http.createServer(wrap(listener)))
  const ask = (_: unknown, n: number) =>
    requestRaw(server.url, { path: `/${n}`, headers: [...headersOf(n), 'X-Team-Color', `team-${n}`] })
  await Promise.all(Array.from({ length: REQUESTS }, ask))
  await server.close()
}
