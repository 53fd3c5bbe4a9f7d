// A service that calls each of NEXT when it is asked, in the way that BREAK says.
import { EventEmitter, once } from 'node:events'
import http from 'node:http'
import { pathToFileURL } from 'node:url'
import { traceferry as forExpress } from '@traceferry/express'
import { traceferry as forFastify } from '@traceferry/fastify'
import { traceferry as forServer } from '@traceferry/http'
import { traceferry as forKoa } from '@traceferry/koa'
import { deadline } from '@traceferry/sidecar'
import express from 'express5'
import Fastify from 'fastify5'
import { createPool } from 'generic-pool'
import Koa from 'koa3'

const { NEXT = '', BREAK = '', BUNDLE, FORMATS } = process.env

const pool = createPool(
  {
    create: async () => {
      const connection = new EventEmitter()
      setInterval(() => connection.emit('answer'), 5).unref()
      return connection
    },
    destroy: async () => {},
  },
  { max: 1 },
)
await pool.release(await pool.acquire())

const viaHttp = async (url) => {
  const [response] = await once(http.get(url), 'response')
  for await (const _ of response);
}
const viaFetch = async (url) => void (await (await fetch(url)).text())

const ways = {
  '': viaFetch,
  http: viaHttp,
  outside: (url) => fetch(url).catch(() => {}),
  async lost(url) {
    const connection = await pool.acquire()
    await new Promise((resolve, reject) => connection.once('answer', () => viaHttp(url).then(resolve, reject)))
    await pool.release(connection)
  },
  async bundled(url) {
    const { Pool } = await import(pathToFileURL(BUNDLE).href)
    await (await new Pool(url).request({ path: '/', method: 'GET' })).body.dump()
  },
}

const visit = async (path) => {
  if (path === '/ready') return
  for (const url of NEXT.split(',').filter(Boolean)) await ways[BREAK](url)
}
const options = FORMATS === undefined ? {} : { formats: FORMATS.split(',') }
if (process.env.DEADLINE_MS !== undefined) deadline({ defaultMs: Number(process.env.DEADLINE_MS) })

const frameworks = {
  express() {
    const app = express()
    app.use(forExpress(options))
    app.use((request, response) => visit(request.path).then(() => response.json({})))
    return http.createServer(app)
  },
  koa() {
    const app = new Koa()
    app.use(forKoa(options)).use(async (context) => {
      await visit(context.path)
      context.body = {}
    })
    return http.createServer(app.callback())
  },
  async fastify() {
    const app = Fastify()
    app.register(forFastify, options)
    app.get('/*', (request) => visit(request.url).then(() => ({})))
    await app.ready()
    return app.server
  },
  http: () =>
    forServer(
      http.createServer((request, response) =>
        visit(request.url).then(() => response.writeHead(200, ['x-own', 'a']).end('{}')),
      ),
      options,
    ),
}

const server = await frameworks[process.env.FRAMEWORK ?? 'express']()
server.listen(0, '127.0.0.1', async () => {
  const { port } = server.address()
  // Where Node's own copy of undici has been used, one in a bundle is not the global dispatcher, and so out of reach.
  if (NEXT !== '') await fetch(`http://127.0.0.1:${port}/ready`)
  console.log(port)
})
