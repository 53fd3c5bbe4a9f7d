// SIGTERM under load: two endpoints, and one ends; callers learn of it a while later, as in a cluster.
import { setTimeout as sleep } from 'node:timers/promises'
import { startApp } from './app.js'
import { failures, startLoad } from './load.js'
import { startSidecar } from './sidecar.js'
import { istioRetries } from './sidecar-config.js'

/** In milliseconds: before the signal, from there until Envoy loses the endpoint, and how long to look on after that. */
const long = { before: 1000, removal: 1000, after: 1500, options: {} }
const short = { before: 300, removal: 300, after: 500, options: { delayMs: 1000 } }

const ways = [
  { name: 'no retries', retries: undefined, http2: false, stops: ['exit', 'close'] },
  { name: "Istio's default retries", retries: istioRetries.outbound, http2: false, stops: ['exit', 'close'] },
  { name: 'HTTP/2', retries: undefined, http2: true, stops: ['exit'] },
]
const titles = { exit: 'the process ends at SIGTERM', close: 'server.close() at SIGTERM' }

export const shutdown = {
  name: 'shutdown',
  title: 'Shutdown under load',
  about: `Two instances behind Envoy, 20 callers that POST. One instance gets SIGTERM; Envoy loses its endpoint 1 s later, as a pod's
callers do. With it: \`gracefulServer(server)\`.`,
  async run({ envoy, short: isShort, say }) {
    const times = isShort ? short : long
    const rows = []
    for (const way of isShort ? ways.filter(({ retries }) => !retries) : ways) {
      say(`${way.name}, with gracefulServer`)
      const after = await measure(envoy, way, 'graceful', times)
      for (const stop of isShort ? ['exit'] : way.stops) {
        say(`${way.name}, ${titles[stop]}`)
        const before = await measure(envoy, way, stop, times)
        const right = after.failed === 0 && after.status === 0 && before.failed > 0
        const figures = { before, after }
        rows.push({
          what: `${titles[stop]}, ${way.name}`,
          before: failures(before),
          after: failures(after),
          right,
          figures,
        })
      }
    }
    return rows
  },
}

async function measure(envoy, { retries, http2 }, stop, { before, removal, after, options }) {
  const settings = { stop, http2, options }
  const [leaving, staying] = [
    await startApp('server.js', settings),
    await startApp('server.js', { ...settings, stop: 'exit' }),
  ]
  const sidecar = await startSidecar(envoy, { apps: [leaving.port, staying.port], retries, http2 })
  try {
    const load = startLoad(sidecar.url)
    await sleep(before)
    leaving.kill('SIGTERM')
    await sleep(removal)
    await sidecar.setApps([staying.port])
    const status = await leaving.ended
    await sleep(after)
    return { ...(await load.stop()), status }
  } finally {
    await sidecar.stop()
    await Promise.all([leaving.stop(), staying.stop()])
  }
}
