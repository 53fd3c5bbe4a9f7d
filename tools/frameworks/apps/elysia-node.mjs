// Elysia, on Node.js with its adapter
import { node } from '@elysiajs/node'
import { traceferry } from '@traceferry/web'
import { Elysia } from 'elysia'
import { listening, workOf } from './work.mjs'

const port = Number(process.env.PORT)
new Elysia({ adapter: node() })
  .wrap(traceferry())
  .get('/work', ({ request }) => workOf(request.url))
  .listen({ port, hostname: '127.0.0.1' }, () => listening(port))
