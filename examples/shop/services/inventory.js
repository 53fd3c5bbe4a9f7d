// Knows what is in stock (Express, axios): looks at the warehouse's shelf for every question.
import { traceferry } from '@traceferry/express'
import { gracefulServer } from '@traceferry/sidecar'
import axios from 'axios'
import express from 'express'

const { PORT = '8080', HOST = '127.0.0.1', DRAIN_DELAY_MS = '0' } = process.env
const { WAREHOUSE_URL = 'http://warehouse:8080' } = process.env

const app = express()
if (process.env.TRACEFERRY !== 'off') app.use(traceferry())

app.get('/healthz', (_req, res) => res.send('ok'))

app.get('/stock/:item', async (req, res) => {
  const { item } = req.params
  const { data: shelf } = await axios.get(`${WAREHOUSE_URL}/shelves/${item}`)
  res.json({ service: 'inventory', requestId: req.get('x-request-id'), item, calls: [shelf] })
})

gracefulServer(app.listen(Number(PORT), HOST), { delayMs: Number(DRAIN_DELAY_MS), readiness: '/readyz' })
