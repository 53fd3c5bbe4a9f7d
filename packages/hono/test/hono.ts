import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Server } from 'node:net'
import { type Adapter, listen } from '@traceferry/testkit'
import { Hono } from 'hono'
import { type Options, traceferry } from '../src/index.ts'

/** What both lines of @hono/node-server give. */
export interface NodeServer {
  createAdaptorServer(options: { fetch: Hono['fetch'] }): unknown
  RESPONSE_ALREADY_SENT: Response
}

interface Bindings {
  incoming: IncomingMessage
  outgoing: ServerResponse
}

/** A server of either line, with the one line in front. */
export function adapter({ createAdaptorServer, RESPONSE_ALREADY_SENT }: NodeServer): Adapter {
  return {
    async start(handler, { options, lines = 1, onError, onMissing }) {
      const app = new Hono<{ Bindings: Bindings }>()
      const line = lines > 0 ? traceferry(options as Options) : undefined
      for (let i = 0; i < lines; i++) app.use(line as NonNullable<typeof line>)
      if (onMissing) {
        app.notFound(async (context) => {
          await onMissing()
          return context.text('missing', 404)
        })
      }
      if (onError) {
        app.onError(async (_, context) => {
          await onError()
          return context.text('handled', 500)
        })
      }
      app.all('*', async (context, next) => {
        if (context.req.path === '/missing') return next()
        await handler(context.env.incoming, context.env.outgoing)
        // Hono's answer ends the request: the handler's own must be there first.
        const { outgoing } = context.env
        if (!outgoing.writableEnded && !outgoing.destroyed)
          await new Promise((resolve) => outgoing.on('close', resolve))
        return RESPONSE_ALREADY_SENT
      })
      return listen(createAdaptorServer({ fetch: app.fetch as Hono['fetch'] }) as Server)
    },
  }
}
