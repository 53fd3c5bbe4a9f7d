// The line of Express, in frameworks that take middleware of Connect and make promises of it
import { createServer } from 'node:http'
import express from '@fastify/express'
import middie from '@fastify/middie'
import { traceferry } from '@traceferry/express'
import fastify from 'fastify'
import { createApp, eventHandler, fromNodeMiddleware, getQuery, toNodeListener } from 'h3'
import Koa from 'koa'
import connect from 'koa-connect'
import { listen, listening, work } from './work.mjs'

const [, , which] = process.argv
const started = {
  'koa-connect': () => {
    const app = new Koa()
    app.use(connect(traceferry()))
    app.use(async (context) => {
      context.body = await work(context.query.n, context.query.client)
    })
    listen(createServer(app.callback()))
  },
  'h3-1': () => {
    const app = createApp()
    app.use(fromNodeMiddleware(traceferry()))
    app.use(
      '/work',
      eventHandler((event) => work(getQuery(event).n, getQuery(event).client)),
    )
    listen(createServer(toNodeListener(app)))
  },
  middie: () => onFastify(middie),
  'fastify-express': () => onFastify(express),
  next: () => {
    const line = traceferry()
    const answer = async (request, response) => {
      const { searchParams } = new URL(request.url, 'http://service')
      response.end(await work(searchParams.get('n'), searchParams.get('client')))
    }
    listen(createServer((request, response) => line(request, response, () => answer(request, response))))
  },
}
await started[which]()

async function onFastify(plugin) {
  const app = fastify()
  await app.register(plugin)
  app.use(traceferry())
  app.get('/work', ({ query }) => work(query.n, query.client))
  await app.listen({ port: 0, host: '127.0.0.1' })
  listening(app.server.address().port)
}
