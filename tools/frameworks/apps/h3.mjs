// H3 2
import { createServer } from 'node:http'
import { traceferry } from '@traceferry/web'
import { H3, toNodeHandler } from 'h3'
import { listen, workOf } from './work.mjs'

const app = new H3()
app.use(traceferry())
app.get('/work', (event) => workOf(event.req.url))
listen(createServer(toNodeHandler(app)))
