// The client outside the mesh, a program of its own in the pod `client`: `node load-worker.js '<job as JSON>'`.
// Reports its answers to its parent as they come.
import { setTimeout as sleep } from 'node:timers/promises'
import { checkout } from '../demo/load.js'
import { callers } from './callers.js'

const { url, prefix, caller = 'plain', requests, concurrency, rate, seconds } = JSON.parse(process.argv[2])
const headers = callers[caller]

await (rate ? steadily() : atOnce())
process.disconnect()

/** So many at a time, as fast as they are answered. */
async function atOnce() {
  let next = 0
  const lane = async () => {
    while (next < requests) {
      next += 1
      await one(next)
    }
  }
  await Promise.all(Array.from({ length: concurrency }, lane))
}

/** So many a second, however long the answers take. */
async function steadily() {
  const started = performance.now()
  const pending = new Set()
  const total = rate * seconds
  for (let sent = 0; sent < total; ) {
    const due = Math.min(total, Math.floor(((performance.now() - started) / 1000) * rate) + 1)
    for (; sent < due; sent += 1) {
      const request = one(sent + 1).finally(() => pending.delete(request))
      pending.add(request)
    }
    await sleep(5)
  }
  await Promise.all(pending)
}

async function one(index) {
  const order = `${prefix}-${index}`
  process.send?.(await checkout(url, order, headers(order)))
}
