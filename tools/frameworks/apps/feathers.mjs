// Feathers 5, on Koa
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
listening(server.address().port)
