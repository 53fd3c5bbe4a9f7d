import { createServer } from 'node:http'
import { type Adapter, listen, type Parsed, type Served } from '@traceferry/testkit'
import { type Options, traceferry } from '../src/index.ts'

// biome-ignore lint/suspicious/noExplicitAny: either major of Koa, which comes without types
export type Koa = any

/** A server of either major, with the one line in front. */
export function adapter(Koa: Koa): Adapter {
  return {
    async start(handler, { options, lines = 1, onError, onMissing }) {
      const app = new Koa()
      app.silent = true
      const line = lines > 0 ? traceferry(options as Options) : undefined
      for (let i = 0; i < lines; i++) app.use(line)
      if (onError) {
        app.use(async (context: Koa, next: () => Promise<unknown>) => {
          try {
            await next()
          } catch {
            await onError()
            context.status = 500
            context.body = 'handled'
            context.respond = true
          }
        })
      }
      app.use(async (context: Koa, next: () => Promise<unknown>) => {
        if (context.path === '/missing') return next()
        context.respond = false
        context.res.statusCode = 200
        await handler(context.req, context.res)
      })
      if (onMissing) {
        app.use(async (context: Koa) => {
          await onMissing()
          context.status = 404
          context.body = 'missing'
        })
      }
      return listen(createServer(app.callback()))
    },
  }
}

/** The line, then a body parser, then a call; `number` finds in the context what the parser has read. */
export function parser(Koa: Koa, middleware: Koa, number: (context: Koa) => unknown) {
  return (parsed: Parsed): Promise<Served> => {
    const app = new Koa()
    app.use(traceferry())
    app.use(middleware)
    app.use(async (context: Koa) => {
      context.body = await parsed(number(context))
    })
    return listen(createServer(app.callback()))
  }
}
