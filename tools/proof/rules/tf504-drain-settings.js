// TF504: a classic sidecar gets SIGTERM with the app, and the app goes on calling others.
import { setTimeout as sleep } from 'node:timers/promises'
import { parse } from 'yaml'
import { startApp } from '../app.js'
import { startLoad } from '../load.js'
import { startSidecar } from '../sidecar.js'
import { annotationOf, containerOf, find, ms } from './manifest.js'
import { inPlace } from './place.js'

export const drainSettings = {
  id: 'TF504',
  rows: [
    {
      what: 'calls that the app makes while it serves on after SIGTERM',
      measure: (objects, { envoy, short }) =>
        inPlace(async (place) => {
          const scale = short ? 0.1 : 1
          const orders = find(objects, 'Deployment', 'orders')
          const config = parse(annotationOf(orders, 'proxy.istio.io/config'))
          const drain = ms(config.terminationDrainDuration) * scale
          const serving = containerOf(orders).lifecycle.preStop.sleep.seconds * 1000 * scale
          const callee = await startApp('server.js', { stop: 'exit' })
          place.later(() => callee.stop())
          const sidecar = await startSidecar(envoy, { apps: [callee.port] })
          place.later(() => sidecar.stop())
          // Istio's agent waits for terminationDrainDuration and ends Envoy then, whatever is going on.
          const agent = sleep(drain, undefined, { ref: false }).then(() => sidecar.stop())
          const load = startLoad(sidecar.url, { callers: 1, pause: 50 })
          await sleep(serving)
          const { failed, total, answers } = await load.stop()
          if (drain < serving) await agent
          const errors = Object.keys(answers).filter((answer) => answer !== '200')
          return {
            text: `${failed} of ${total} calls failed${failed > 0 ? ` (${errors.join(', ')})` : ''}`,
            works: failed === 0 && total > 0,
            figures: { failed, total, answers },
          }
        }),
    },
  ],
}
