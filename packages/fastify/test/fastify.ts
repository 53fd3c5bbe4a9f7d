import { type Adapter, type Parsed, requestRaw, type Served } from '@traceferry/testkit'
import { traceferry } from '../src/index.ts'

// biome-ignore lint/suspicious/noExplicitAny: either major of Fastify, whose types differ
export type Fastify = any

/** Starts an app on a free port, and fails as `await app.ready()` does. */
export async function serve(app: Fastify): Promise<Served> {
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  return { url, close: () => app.close() }
}

/** A server of either major, with the one line in front. */
export function adapter(fastify: Fastify): Adapter {
  return {
    async start(handler, { options, lines = 1, onError, onMissing }) {
      const app = fastify({ forceCloseConnections: true })
      for (let i = 0; i < lines; i++) app.register(traceferry, options)
      // The handler reads bodies by itself.
      app.removeAllContentTypeParsers()
      app.addContentTypeParser('*', (_: unknown, _payload: unknown, done: (error: null) => void) => done(null))
      if (onMissing) {
        app.setNotFoundHandler(async (_: unknown, reply: Fastify) => {
          await onMissing()
          return reply.code(404).send('missing')
        })
      }
      if (onError) {
        app.setErrorHandler(async (_error: unknown, _request: unknown, reply: Fastify) => {
          await onError()
          return reply.code(500).send('handled')
        })
      }
      app.get('/missing', (_: unknown, reply: Fastify) => reply.callNotFound())
      app.all('/*', async (request: Fastify, reply: Fastify) => {
        await handler(request.raw, reply.raw)
        reply.hijack()
      })
      return serve(app)
    },
  }
}

/** The line, then the app's own parser, then a call; `number` finds in the request what the parser has read. */
export function parser(
  fastify: Fastify,
  register: (app: Fastify) => unknown,
  number: (request: Fastify) => Promise<unknown>,
) {
  return async (parsed: Parsed): Promise<Served> => {
    const app = fastify({ forceCloseConnections: true })
    app.register(traceferry)
    register(app)
    app.post('/', async (request: Fastify) => parsed(await number(request)))
    const server = await serve(app)
    await requestRaw(server.url, {})
    return server
  }
}
