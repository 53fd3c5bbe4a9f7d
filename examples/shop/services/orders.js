// Takes orders (Fastify, undici): charges the customer and reserves the goods at the same time.
import { traceferry } from '@traceferry/fastify'
import { gracefulServer } from '@traceferry/sidecar'
import Fastify from 'fastify'
import { request } from 'undici'

const { PORT = '8080', HOST = '127.0.0.1', DRAIN_DELAY_MS = '0' } = process.env
const { PAYMENTS_URL = 'http://payments:8080', WAREHOUSE_URL = 'http://warehouse:8080' } = process.env

const app = Fastify()
if (process.env.TRACEFERRY !== 'off') app.register(traceferry)

app.get('/healthz', async () => 'ok')

app.post('/orders', async (req) => {
  const { order, items } = req.body
  const calls = await Promise.all([
    post(`${PAYMENTS_URL}/charges`, { order, amount: 10 * items.length }),
    post(`${WAREHOUSE_URL}/reservations`, { order, items }),
  ])
  return { service: 'orders', requestId: req.headers['x-request-id'], order, calls }
})

await app.listen({ port: Number(PORT), host: HOST })
gracefulServer(app, { delayMs: Number(DRAIN_DELAY_MS), readiness: '/readyz' })

async function post(url, value) {
  const headers = { 'content-type': 'application/json' }
  const { statusCode, body } = await request(url, { method: 'POST', headers, body: JSON.stringify(value) })
  if (statusCode !== 200) throw new Error(`${url} answered ${statusCode}`)
  return body.json()
}
