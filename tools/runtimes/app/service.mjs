// A service with our line, on Node, Bun or Deno: `service.mjs KIND UPSTREAM CLIENTS`. It prints its port.
import { createServer } from 'node:http'
import { clients as load } from './clients.mjs'
import { redirectCases } from './redirect-cases.mjs'
import { streamed, worker } from './work.mjs'

const [kind, upstream, only] = process.argv.slice(2)
const plainFetch = globalThis.fetch
const clients = await load(only)
const options = { ignoreTargets: ['127.0.0.2'] }
const work = worker(clients, upstream)
const answer = streamed(clients, upstream)

/** `/redirects?...`: see redirect-cases.mjs. All else is work. */
async function handle(request) {
  if (new URL(request.url).pathname === '/redirects') return Response.json(await redirectCases(request.url, plainFetch))
  return answer(request, (promise) => promise.catch(() => {}))
}

async function onNode(request, response) {
  request.resume()
  await work(request.url, (promise) => promise.catch(() => {}))
  response.end('ok')
}

/** Serves web Requests in the way of the runtime. */
function serve(handler, say = console.log) {
  const { Bun, Deno } = globalThis
  if (Bun) return say(Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: handler }).port)
  return Deno.serve({ port: 0, hostname: '127.0.0.1', onListen: ({ port }) => say(port) }, handler)
}

function listen(server) {
  server.listen(0, '127.0.0.1', () => console.log(server.address().port))
}

const kinds = {
  async 'node:http'() {
    const { traceferry } = await import('@traceferry/http')
    listen(traceferry(createServer(onNode), options))
  },
  async express() {
    const { traceferry } = await import('@traceferry/express')
    const { default: express } = await import('express5')
    listen(createServer(express().use(traceferry(options)).use(onNode)))
  },
  async fastify() {
    const { traceferry } = await import('@traceferry/fastify')
    const { default: fastify } = await import('fastify5')
    const app = fastify()
    await app.register(traceferry, options)
    app.all('/work', async (request) => work(request.url, (promise) => promise.catch(() => {})))
    await app.listen({ port: 0, host: '127.0.0.1' })
    console.log(app.server.address().port)
  },
  async koa() {
    const { traceferry } = await import('@traceferry/koa')
    const { default: Koa } = await import('koa3')
    const app = new Koa()
    app.use(traceferry(options))
    app.use(async (context) => {
      context.body = await work(context.url, (promise) => promise.catch(() => {}))
    })
    listen(createServer(app.callback()))
  },
  async hono() {
    const { traceferry } = await import('@traceferry/hono')
    const { Hono } = await import('hono')
    const app = new Hono()
    app.use(traceferry(options))
    app.all('*', (context) => handle(context.req.raw))
    serve(app.fetch)
  },
  async serve() {
    const { traceferry } = await import('@traceferry/web')
    // Deno passes no Request to a handler without parameters.
    serve(traceferry((...passed) => handle(...passed), options))
  },
  // No line: @traceferry/register is preloaded.
  'register, node:http': () => listen(createServer(onNode)),
  'register, serve': () => serve(handle),
}

await kinds[kind]()
