// A Worker with our line. UPSTREAM and KIND are its bindings.
import { traceferry as forHono } from '@traceferry/hono'
import { traceferry } from '@traceferry/web'
import { Hono } from 'hono'
import { clients as load, workerClients } from './clients.mjs'
import { redirectCases } from './redirect-cases.mjs'
import { streamed } from './work.mjs'

const plainFetch = globalThis.fetch.bind(globalThis)
const options = { ignoreTargets: ['127.0.0.2'] }
const clients = load(workerClients.join())

async function handle(request, env, context) {
  if (new URL(request.url).pathname === '/redirects') return Response.json(await redirectCases(request.url, plainFetch))
  return streamed(await clients, env.UPSTREAM)(request, (promise) => context.waitUntil(promise))
}

const app = new Hono()
app.use(forHono(options))
app.all('*', (context) => handle(context.req.raw, context.env, context.executionCtx))
const kinds = { hono: app.fetch, serve: traceferry(handle, options) }

export default { fetch: (request, env, context) => kinds[env.KIND](request, env, context) }
