// The shop's inventory as a Worker: Hono and the one line. Its addresses are bindings.
import { traceferry } from '@traceferry/hono'
import { Hono } from 'hono'

const app = new Hono()
const line = traceferry()
app.use((context, next) => (context.env.TRACEFERRY === 'off' ? next() : line(context, next)))

app.get('/healthz', (context) => context.text('ok'))

app.get('/stock/:item', async (context) => {
  const { item } = context.req.param()
  const shelf = await (await fetch(`${context.env.WAREHOUSE_URL}/shelves/${item}`)).json()
  return context.json({ service: 'inventory', requestId: context.req.header('x-request-id'), item, calls: [shelf] })
})

export default app
