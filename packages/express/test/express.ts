import { createServer } from 'node:http'
import { type Adapter, listen, type Parsed, type Served } from '@traceferry/testkit'
import { type Options, traceferry } from '../src/index.ts'

// biome-ignore lint/suspicious/noExplicitAny: either major of Express, which comes without types
export type Express = any

/** A server of either major, with the one line in front. */
export function adapter(express: Express): Adapter {
  return {
    async start(handler, { options, lines = 1, onError, onMissing }) {
      const app = express()
      const line = lines > 0 ? traceferry(options as Options) : undefined
      for (let i = 0; i < lines; i++) app.use(line)
      app.use((request: Express, response: Express, next: (error?: unknown) => void) => {
        if (request.path === '/missing') return next()
        Promise.resolve(handler(request, response)).catch(next)
      })
      if (onMissing) {
        app.use(async (_: Express, response: Express) => {
          await onMissing()
          response.status(404).send('missing')
        })
      }
      if (onError) {
        app.use(async (_error: unknown, _request: Express, response: Express, _next: unknown) => {
          await onError()
          response.status(500).send('handled')
        })
      }
      return listen(createServer(app))
    },
  }
}

/** The line, then a body parser, then a call; `number` finds in the request what the parser has read. */
export function parser(express: Express, middleware: Express, number: (request: Express) => unknown) {
  return (parsed: Parsed): Promise<Served> => {
    const app = express()
    app.use(traceferry())
    app.post('/', middleware, async (request: Express, response: Express) => {
      response.send(await parsed(number(request)))
    })
    return listen(createServer(app))
  }
}
