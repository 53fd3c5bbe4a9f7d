// The process beside the service: the upstream, the check, and the load. Told what to do by messages, it answers each.
import autocannon from 'autocannon'
import { check } from './check.js'
import { inboundOf } from './inbound.js'
import { startUpstream } from './upstream.js'

const upstream = await startUpstream()

async function burst({ port, cell, requests }) {
  const connections = cell.connections ?? 32
  // autocannon ends a run at its next look at the clock, a second apart by default: too coarse for a short one.
  const running = autocannon({
    url: `http://127.0.0.1:${port}`,
    connections,
    amount: Math.max(requests, 2 * connections),
    headers: Object.fromEntries(inboundOf(cell)),
    timeout: 60,
    sampleInt: 10,
  })
  const started = performance.now()
  let last = started
  running.on('response', () => {
    last = performance.now()
  })
  const result = await running
  if (result.errors > 0 || result.non2xx > 0) throw new Error(`${result.errors} errors, ${result.non2xx} bad answers`)
  const done = result['2xx']
  const perSecond = (done * 1000) / (last - started)
  return { requests: done, perSecond, p50: result.latency.p50, p99: result.latency.p99 }
}

const orders = { burst, check: (order) => check({ ...order, upstream }) }

process.on('message', async ({ order, ...rest }) => {
  try {
    process.send?.({ answer: await orders[order](rest) })
  } catch (error) {
    process.send?.({ error: error.message })
  }
})
process.on('disconnect', () => process.exit())
process.send?.({ answer: upstream.url })
