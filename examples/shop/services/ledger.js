// Books the payments (plain node:http): a leaf, the far end of the longest chain. It needs no traceferry.
import http from 'node:http'
import { json } from 'node:stream/consumers'
import { gracefulServer } from '@traceferry/sidecar'

const { PORT = '8080', HOST = '127.0.0.1', DRAIN_DELAY_MS = '0' } = process.env

const server = http.createServer((req, res) => {
  answer(req, res).catch((error) => res.writeHead(400).end(error.message))
})
gracefulServer(server.listen(Number(PORT), HOST), { delayMs: Number(DRAIN_DELAY_MS), readiness: '/readyz' })

async function answer(req, res) {
  if (req.url === '/healthz') return res.end('ok')
  const { order, amount } = await json(req)
  const entry = { service: 'ledger', requestId: req.headers['x-request-id'], order, amount, calls: [] }
  res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(entry))
}
