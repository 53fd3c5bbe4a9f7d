// Bodies of answers that are read when the handler has long returned, by each framework that has an adapter.
import { once } from 'node:events'
import { createServer } from 'node:http'
import { pipeline, Readable } from 'node:stream'
import { listen, portOf } from '../../shared/listen.js'
import { storage } from '../app/probes.js'
import { generate, source } from '../app/write.js'

/** A server of the framework's listener. The app's own storage is where an app would put it: around everything. */
async function serve(listener) {
  const server = createServer(within(listener))
  return listen(server)
}

const within = (listener) => (request, response) =>
  storage.run(request.headers['x-request-id'], () => listener(request, response))
const where = (path) => {
  const [, , state, n] = path.split('/').map(decodeURIComponent)
  return [state, Number(n)]
}

/** A body that is pulled: each pull is a door. */
function pulled(call) {
  const object = 'web.UnderlyingSource'
  let left = 3
  return new ReadableStream({
    start: call.probe(object, '{start}'),
    pull: call.probe(object, '{pull}', async (controller) => {
      await new Promise((resolve) => setTimeout(resolve, 1))
      if (left-- > 0) controller.enqueue(new Uint8Array(20_000))
      else controller.close()
    }),
    cancel: call.probe(object, '{cancel}'),
  })
}

const generated = (call) => Readable.from(generate(call)).on('error', () => {})
const webGenerated = (call) => ReadableStream.from(generate(call))

/** `reply(body)` answers; the play is over when the answer is. */
const replied = (make) =>
  function reply(call) {
    call.reply(make(call))
    return call.over
  }

/** `start(perform, line)` starts a server and resolves to its port. */
function framework(name, bodies, start) {
  const plays = bodies.map(replied)
  const client = {
    name,
    states: ['idle', 'saturated', 'reset'],
    objects: [],
    traffic: 'inbound http',
    open: () => undefined,
    serve: (_world, line, perform) => start(line, (path, id, inbound) => perform(client, ...where(path), id, inbound)),
    // Many of each, so that they wait for each other.
    plays: Array.from({ length: 24 }, (_, i) => plays[i % plays.length]),
  }
  return client
}

export const expressBodies = framework('express', [source, generated], async (line, perform) => {
  const { default: express } = await import('express5')
  const app = express()
  app.use((await line.middleware('express'))())
  app.use((request, response) => {
    const reply = (body) => pipeline(body, response, () => {})
    perform(request.url, request.headers['x-request-id'], { reply, over: once(response, 'close') })
  })
  return serve(app)
})

export const koaBodies = framework('koa', [source, generated, pulled], async (line, perform) => {
  const { default: Koa } = await import('koa3')
  const app = new Koa({ asyncLocalStorage: false }).on('error', () => {})
  app.use((await line.middleware('koa'))())
  app.use((ctx) => {
    const reply = (body) => {
      ctx.body = body
    }
    perform(ctx.url, ctx.get('x-request-id'), { reply, over: once(ctx.res, 'close') })
  })
  return serve(app.callback())
})

export const honoBodies = framework('hono', [pulled, webGenerated], async (line, perform) => {
  const [{ Hono }, { getRequestListener }] = await Promise.all([import('hono'), import('hono-node-server2')])
  const app = new Hono()
  app.use((await line.middleware('hono'))())
  app.all('*', (ctx) => {
    /** @type {Promise<Response>} */
    const answered = new Promise((resolve) => {
      const reply = (body) => resolve(new Response(body))
      const { outgoing } = /** @type {import('hono-node-server2').HttpBindings} */ (ctx.env)
      perform(new URL(ctx.req.url).pathname, ctx.req.header('x-request-id'), { reply, over: once(outgoing, 'close') })
    })
    return answered
  })
  return serve(getRequestListener(app.fetch))
})

export const fastifyBodies = framework('fastify', [source, generated, pulled], async (line, perform) => {
  const { default: Fastify } = await import('fastify5')
  const app = Fastify({ serverFactory: (listener) => createServer(within(listener)) })
  await app.register(await line.middleware('fastify'))
  app.addContentTypeParser('*', (_request, _payload, done) => done(null))
  app.all('*', (request, reply) => {
    perform(request.url, request.headers['x-request-id'], {
      reply: (b) => reply.send(b),
      over: once(reply.raw, 'close'),
    })
  })
  await app.listen({ port: 0, host: '127.0.0.1' })
  return portOf(app.server)
})
