// Charges customers (Koa, node:http): screens the request first, reads its body late, books in the body's last event.
// This is the shape in which a context gets lost most easily: listeners on the raw stream, added after an await.
import { once } from 'node:events'
import http from 'node:http'
import { json } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { traceferry } from '@traceferry/koa'
import { gracefulServer } from '@traceferry/sidecar'
import Koa from 'koa'

const { PORT = '8080', HOST = '127.0.0.1', DRAIN_DELAY_MS = '0' } = process.env
const { LEDGER_URL = 'http://ledger:8080' } = process.env

const app = new Koa()
if (process.env.TRACEFERRY !== 'off') app.use(traceferry())

app.use(async (ctx) => {
  if (ctx.path === '/healthz') {
    ctx.body = 'ok'
    return
  }
  await sleep(2) // the screening
  ctx.body = await new Promise((resolve, reject) => {
    let text = ''
    ctx.req.setEncoding('utf8')
    ctx.req.on('data', (chunk) => {
      text += chunk
    })
    ctx.req.on('end', () => charge(ctx, text).then(resolve, reject))
    ctx.req.on('error', reject)
  })
})

gracefulServer(app.listen(Number(PORT), HOST), { delayMs: Number(DRAIN_DELAY_MS), readiness: '/readyz' })

async function charge(ctx, text) {
  const { order, amount } = JSON.parse(text)
  const entry = await post(`${LEDGER_URL}/entries`, { order, amount })
  return { service: 'payments', requestId: ctx.get('x-request-id'), order, calls: [entry] }
}

async function post(url, value) {
  const call = http.request(url, { method: 'POST', headers: { 'content-type': 'application/json' } })
  call.end(JSON.stringify(value))
  const [response] = await once(call, 'response')
  if (response.statusCode !== 200) throw new Error(`${url} answered ${response.statusCode}`)
  return json(response)
}
