// Keeps the goods (plain node:http): a leaf. It makes no calls, so it has nothing to forward and does not need traceferry.
import http from 'node:http'
import { json } from 'node:stream/consumers'
import { gracefulServer } from '@traceferry/sidecar'

const { PORT = '8080', HOST = '127.0.0.1', DRAIN_DELAY_MS = '0' } = process.env

const server = http.createServer((req, res) => {
  answer(req, res).catch((error) => res.writeHead(400).end(error.message))
})
gracefulServer(server.listen(Number(PORT), HOST), { delayMs: Number(DRAIN_DELAY_MS), readiness: '/readyz' })

async function answer(req, res) {
  const seen = { service: 'warehouse', requestId: req.headers['x-request-id'], calls: [] }
  const item = /^\/shelves\/(.+)$/.exec(req.url)?.[1]
  if (req.url === '/healthz') return res.end('ok')
  if (item) return send(res, 200, { ...seen, item, left: 7 })
  if (req.url === '/reservations') return send(res, 200, { ...seen, order: (await json(req)).order })
  send(res, 404, seen)
}

function send(res, status, value) {
  res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
}
