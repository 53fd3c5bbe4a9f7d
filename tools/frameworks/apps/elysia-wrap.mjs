// Elysia, on Bun: app.wrap()
import { traceferry } from '@traceferry/web'
import { Elysia } from 'elysia'
import { listening, workOf } from './work.mjs'

const app = new Elysia()
  .wrap(traceferry())
  .get('/work', ({ request }) => workOf(request.url))
  .listen({ port: 0, hostname: '127.0.0.1' })
listening(app.server.port)
