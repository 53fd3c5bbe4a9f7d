// Does what each warning is about, twice, so that "once" is seen. Argument: what to do; WARNINGS: options as JSON; LINE: those of the app's line.
import { once } from 'node:events'
import { request as call, createServer, get } from 'node:http'
import { get as getHttps } from 'node:https'
import { gracefulServer } from '@traceferry/sidecar'
import { warnings } from '@traceferry/sidecar/warnings'

const [what] = process.argv.slice(2)
warnings({ mesh: 'istio', ...JSON.parse(process.env.WARNINGS ?? '{}') })
if (process.env.LINE) (await import('@traceferry/http')).traceferry(createServer(), JSON.parse(process.env.LINE))

const url = (server) => `http://127.0.0.1:${server.address().port}`
const ignore = () => {}
async function listen(server, ...where) {
  server.listen(...where)
  await once(server, 'listening')
  return server
}

const acts = {
  async loopback() {
    await listen(createServer(), 0, '127.0.0.1')
    await listen(createServer(), 0, 'localhost')
    await listen(createServer(), 0, '0.0.0.0')
  },
  async https() {
    for (let i = 0; i < 2; i++) {
      await fetch('https://orders.shop.svc.cluster.local/').catch(ignore)
      await fetch('https://ledger.shop.svc.mesh.example/').catch(ignore)
      await once(getHttps('https://payments:8443/'), 'error')
      await once(getHttps('https://127.0.0.1:1/'), 'error')
      await fetch('https://localhost:1/').catch(ignore)
      await fetch('https://api.partner.invalid/').catch(ignore)
      await once(get('http://orders:1/'), 'error')
    }
  },
  async keepalive() {
    await listen(createServer(), 0)
    gracefulServer(await listen(createServer(), 0), { signals: [] })
  },
  // A service that calls two others: with fetch, and with node:http. HEADERS: whether it carries headers across.
  async lost() {
    const orders = await listen(
      createServer((_, response) => response.end()),
      0,
    )
    const stock = await listen(
      createServer((_, response) => response.end()),
      0,
    )
    const service = createServer(async (request, response) => {
      const { traceparent } = process.env.HEADERS ? request.headers : {}
      const headers = traceparent ? { traceparent } : {}
      await (await fetch(url(orders), { headers })).text()
      const [answer] = await once(call(url(stock), { headers }).end(), 'response')
      answer.resume()
      response.end()
    })
    if (process.env.TRACEFERRY) (await import('@traceferry/http')).traceferry(service)
    await listen(service, 0)
    const traced = { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' }
    for (let i = 0; i < 5; i++) await (await fetch(url(service), { headers: process.env.BARE ? {} : traced })).text()
    console.log(`orders ${url(orders)}\nstock ${url(stock)}`)
  },
}

await acts[what]()
await new Promise((resolve) => setTimeout(resolve, what === 'keepalive' ? 1500 : 100))
console.log('done')
process.exit()
