// One app in every shape that a Node service comes in, each stopped by the one line. Argument: the kind; options as JSON.
import { createServer } from 'node:http'
import { createSecureServer, createServer as createServer2 } from 'node:http2'
import { createServer as createHttps } from 'node:https'
import { gracefulServer } from '@traceferry/sidecar'

const [kind, json = '{}'] = process.argv.slice(2)
const say = (text) => process.stdout.write(`${text}\n`)
const options = { onDrain: () => say('drain'), onClose: () => say('close'), ...JSON.parse(json) }
const tls = { key: process.env.KEY, cert: process.env.CERT }

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
const handle = async (request, response) => {
  if (request.url === '/hang') return say('hanging')
  if (request.url === '/slow') say('slow')
  if (request.url === '/slow') await sleep(700)
  if (request.url === '/flush') response.flushHeaders()
  response.end('ok')
}

const servers = {
  async express() {
    const { default: express } = await import('express5')
    const app = express()
    app.use((request, response) => handle(request, response))
    return gracefulServer(app.listen(0, '127.0.0.1'), options)
  },
  async koa() {
    const { default: Koa } = await import('koa3')
    const app = new Koa()
    app.use(async (context) => {
      if (context.path === '/slow') say('slow')
      if (context.path === '/slow') await sleep(700)
      context.body = 'ok'
    })
    return gracefulServer(app.listen(0, '127.0.0.1'), options)
  },
  async fastify() {
    const { default: Fastify } = await import('fastify5')
    const app = Fastify()
    app.get('/', async () => 'ok')
    app.get('/slow', async () => {
      say('slow')
      await sleep(700)
      return 'ok'
    })
    app.addHook('onClose', async () => say('fastify closed'))
    gracefulServer(app, options)
    await app.listen({ port: 0, host: '127.0.0.1' })
    return app.server
  },
  http: async () => gracefulServer(createServer(handle), options).listen(0, '127.0.0.1'),
  https: async () => gracefulServer(createHttps(tls, handle), options).listen(0, '127.0.0.1'),
  http2: async () => gracefulServer(createServer2(handle), options).listen(0, '127.0.0.1'),
  'http2 with TLS': async () =>
    gracefulServer(createSecureServer({ ...tls, allowHTTP1: true }, handle), options).listen(0, '127.0.0.1'),
  async websocket() {
    const { WebSocketServer } = await import('ws')
    const server = createServer(handle)
    new WebSocketServer({ server })
    return gracefulServer(server, options).listen(0, '127.0.0.1')
  },
  async two() {
    const metrics = gracefulServer(createServer(handle), options).listen(0, '127.0.0.1')
    const server = gracefulServer(createServer(handle), options).listen(0, '127.0.0.1')
    await new Promise((resolve) => metrics.once('listening', resolve))
    say(`metrics ${metrics.address().port}`)
    return server
  },
}

const server = await servers[kind]()
if (!server.listening) await new Promise((resolve) => server.once('listening', resolve))
say(`port ${server.address().port}`)
