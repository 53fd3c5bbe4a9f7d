// LoopBack 4, its REST server
import { RestApplication } from '@loopback/rest'
import { traceferry } from '@traceferry/express'
import { listening, work } from './work.mjs'

const app = new RestApplication({ rest: { port: 0, host: '127.0.0.1' } })
app.expressMiddleware('middleware.traceferry', traceferry())
app.route(
  'get',
  '/work',
  {
    responses: { 200: { description: 'done' } },
    parameters: ['n', 'client'].map((name) => ({ name, in: 'query', schema: { type: 'string' } })),
  },
  (n, client) => work(n, client),
)
await app.start()
listening(app.restServer.rootUrl.split(':').at(-1))
