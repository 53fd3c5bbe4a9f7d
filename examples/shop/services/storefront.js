// The front of the shop (Express, built-in fetch): asks the inventory about every item at once, then places the order.
import { traceferry } from '@traceferry/express'
import { gracefulServer } from '@traceferry/sidecar'
import express from 'express'

const { PORT = '8080', HOST = '127.0.0.1', DRAIN_DELAY_MS = '0' } = process.env
const { INVENTORY_URL = 'http://inventory:8080', ORDERS_URL = 'http://orders:8080' } = process.env

const app = express()
if (process.env.TRACEFERRY !== 'off') app.use(traceferry())
app.use(express.json())

app.get('/healthz', (_req, res) => res.send('ok'))

app.post('/checkout', async (req, res) => {
  const { order, items } = req.body
  const stock = await Promise.all(items.map((item) => json(`${INVENTORY_URL}/stock/${item}`)))
  const placed = await json(`${ORDERS_URL}/orders`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ order, items }),
  })
  // Each answer tells the x-request-id its service saw, so that a caller can see whether it was carried along.
  res.json({ service: 'storefront', requestId: req.get('x-request-id'), order, calls: [...stock, placed] })
})

gracefulServer(app.listen(Number(PORT), HOST), { delayMs: Number(DRAIN_DELAY_MS), readiness: '/readyz' })

async function json(url, init) {
  const response = await fetch(url, init)
  if (!response.ok) throw new Error(`${url} answered ${response.status}`)
  return response.json()
}
