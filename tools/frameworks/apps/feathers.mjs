// Feathers 5, on Koa
import { once } from 'node:events'
import { feathers } from '@feathersjs/feathers'
import { bodyParser, koa, rest } from '@feathersjs/koa'
import { traceferry } from '@traceferry/koa'
import { listening, work } from './work.mjs'

const app = koa(feathers())
app.use(traceferry())
app.use(bodyParser())
app.configure(rest())
app.use('work', { find: ({ query }) => work(query.n, query.client) })
const server = await app.listen(0, '127.0.0.1')
// Feathers does not wait for it.
if (!server.listening) await once(server, 'listening')
listening(server.address().port)
