// An app that starts before its sidecar: until that is up, every call is refused.
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { startApp } from './app.js'
import { number } from './load.js'
import { portsForSidecar, startSidecar } from './sidecar.js'

const caller = fileURLToPath(new URL('apps/caller.js', import.meta.url))
const traceferry = fileURLToPath(new URL('../../packages/cli/bin/traceferry.js', import.meta.url))

export const awaiting = {
  name: 'await',
  title: 'The app starts before its sidecar',
  about: `An app that calls another one from its first moment on, through an Envoy that starts 5 s after it. There is no
redirect here, so the app calls Envoy's port; under a redirect the refusal names the callee instead.`,
  async run({ envoy, short, say }) {
    const late = short ? 1000 : 5000
    say('started directly')
    const before = await measure(envoy, late, [caller])
    const rows = []
    for (const [what, args, settings] of [
      ['traceferry await -- node app.js', [traceferry, 'await', '--', process.execPath, caller], {}],
      ['await awaitSidecar()', [caller], { code: true }],
    ]) {
      say(what)
      const after = await measure(envoy, late, args, settings)
      const right = after.failed === 0 && after.total === 20 && before.failed > 0
      rows.push({ what, before: text(before), after: text(after), right, figures: { before, after } })
    }
    return rows
  },
}

/** Starts the app, then Envoy, and reads from the app how its calls went. */
async function measure(envoy, late, args, settings = {}) {
  const orders = await startApp('server.js', { stop: 'exit' })
  const ports = await portsForSidecar()
  const env = {
    PROOF: JSON.stringify({ ...settings, url: `http://127.0.0.1:${ports.port}/` }),
    ENVOY_ADMIN_API: `http://127.0.0.1:${ports.admin}`,
    TRACEFERRY_MESH: 'envoy', // whatever else listens on this machine
  }
  const app = execa(process.execPath, args, { env, stdin: 'ignore', stderr: 'ignore', timeout: 60_000 })
  let sidecar
  try {
    await sleep(late)
    sidecar = await startSidecar(envoy, { apps: [orders.port], ports })
    const { stdout } = await app
    return JSON.parse(stdout)
  } finally {
    app.kill()
    await Promise.allSettled([app, sidecar?.stop(), orders.stop()])
  }
}

const text = ({ failed, total, errors }) =>
  `${number(failed)} of ${number(total)} calls failed${failed > 0 ? ` (${Object.keys(errors).join(', ')})` : ''}`
