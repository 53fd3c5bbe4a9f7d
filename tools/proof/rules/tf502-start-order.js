// TF502: until a classic sidecar is up, every call of the app is refused.
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { startApp } from '../app.js'
import { portsForSidecar, startSidecar } from '../sidecar.js'
import { find } from './manifest.js'
import { inPlace } from './place.js'
import { startPod } from './pod.js'

const caller = fileURLToPath(new URL('../apps/caller.js', import.meta.url))

export const startOrder = {
  id: 'TF502',
  rows: [
    {
      what: 'an app that calls another from its first moment on, 1 s before its sidecar is up; and its init container',
      measure: (objects, { envoy }) =>
        inPlace(async (place) => {
          const orders = find(objects, 'Deployment', 'orders')
          const callee = await startApp('server.js', { stop: 'exit' })
          place.later(() => callee.stop())
          const ports = await portsForSidecar()
          const url = `http://127.0.0.1:${ports.port}/`
          let migrated
          let begin
          const began = new Promise((resolve) => {
            begin = resolve
          })
          const { app } = await startPod(orders, {
            sidecar: async ({ untilReady }) => {
              // Both start at the same moment, and a sidecar asks for its certificate and its routes first.
              if (!untilReady) await began.then(() => sleep(1000))
              const sidecar = await startSidecar(envoy, { apps: [callee.port], ports, ready: untilReady })
              place.later(() => sidecar.stop())
            },
            inits: [
              async () => {
                migrated = await callsOf({ url, most: 5 })
              },
            ],
            app: async () => ({ calls: callsOf({ url, pause: 50 }, begin) }),
          })
          const calls = await app.calls
          return {
            text: `migrate: ${migrated.failed} of ${migrated.total} calls failed; orders: ${calls.failed} of ${calls.total}`,
            works: migrated.failed === 0 && calls.failed === 0,
            figures: { migrate: migrated, orders: calls },
          }
        }),
    },
  ],
}

async function callsOf(settings, begin = () => {}) {
  const env = { PROOF: JSON.stringify(settings) }
  const app = execa(process.execPath, [caller], { env, stdin: 'ignore', timeout: 60_000 })
  app.stderr.once('data', begin)
  return JSON.parse((await app).stdout)
}
