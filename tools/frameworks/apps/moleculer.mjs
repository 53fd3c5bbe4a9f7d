// Moleculer with its gateway, without a line
import moleculer from 'moleculer'
import gateway from 'moleculer-web'
import { listening, work } from './work.mjs'

const broker = new moleculer.ServiceBroker({ logger: false })
broker.createService({
  name: 'orders',
  actions: { work: (context) => work(context.params.n, context.params.client) },
})
const api = broker.createService({
  name: 'api',
  mixins: [gateway],
  settings: { port: 0, ip: '127.0.0.1', routes: [{ path: '/', aliases: { 'GET work': 'orders.work' } }] },
})
await broker.start()
listening(api.server.address().port)
