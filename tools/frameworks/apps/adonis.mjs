// AdonisJS 7, its HTTP server with the line around the server of node:http
import { createServer } from 'node:http'
import { ApplicationFactory } from '@adonisjs/core/factories/app'
import { ServerFactory } from '@adonisjs/core/factories/http'
import { traceferry } from '@traceferry/http'
import { listen, workOf } from './work.mjs'

const app = new ApplicationFactory().create(new URL('./', import.meta.url), (path) => import(path))
await app.init()
const server = new ServerFactory().merge({ app }).create()
server.getRouter().get('/work', ({ request }) => workOf(request.url(true)))
await server.boot()
listen(traceferry(createServer(server.handle.bind(server))))
