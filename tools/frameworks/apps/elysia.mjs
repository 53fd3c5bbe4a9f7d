// Elysia, on Bun: the line around what Bun serves
import { traceferry } from '@traceferry/web'
import { Elysia } from 'elysia'
import { listening, workOf } from './work.mjs'

const app = new Elysia().get('/work', ({ request }) => workOf(request.url))
const server = Bun.serve({ fetch: traceferry(app.fetch), port: 0, hostname: '127.0.0.1' })
listening(server.port)
