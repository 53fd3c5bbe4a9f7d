// Moleculer, a gateway and a service on two nodes that talk by TCP: the ids go in `meta`
import { once } from 'node:events'
import { createServer } from 'node:net'
import { bullmq, run } from '@traceferry/messages'
import moleculer from 'moleculer'
import gateway from 'moleculer-web'
import { listening, work } from './work.mjs'

const traceferry = {
  name: 'traceferry',
  call: (next) => (action, params, options) =>
    next(action, params, { ...options, meta: bullmq.forward({ ...options?.meta }) }),
  // The gateway's own action brings none, and keeps those of its request.
  localAction: (next) => (context) =>
    context.meta.traceferry ? run(bullmq.capture(context.meta), () => next(context)) : next(context),
}

const ports = { front: await freePort(), back: await freePort() }
const urls = Object.entries(ports).map(([node, port]) => `127.0.0.1:${port}/${node}`)
const [front, back] = Object.entries(ports).map(
  ([nodeID, port]) =>
    new moleculer.ServiceBroker({
      ...{ nodeID, logger: false, middlewares: [traceferry] },
      transporter: { type: 'TCP', options: { port, urls, udpDiscovery: false, gossipPeriod: 0.2 } },
    }),
)
back.createService({
  name: 'orders',
  actions: { work: (context) => work(context.params.n, context.params.client) },
})
const api = front.createService({
  name: 'api',
  mixins: [gateway],
  settings: { port: 0, ip: '127.0.0.1', routes: [{ path: '/', aliases: { 'GET work': 'orders.work' } }] },
})
await back.start()
await front.start()
await front.waitForServices('orders')
listening(api.server.address().port)

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  await once(server, 'close')
  return port
}
