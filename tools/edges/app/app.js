// One of the three processes: without the line, with it outside any request, or with it inside one. Makes the calls that its
// parent names, many at once, and tells what happened to each.
import { AsyncLocalStorage } from 'node:async_hooks'
import { callOf } from '../calls/grammar.js'
import { run as runFetch } from './clients/fetch.js'
import { run as runHttp } from './clients/http.js'
import { run as runHttp2 } from './clients/http2.js'
import { run as runOther } from './clients/others.js'
import { run as runUndici } from './clients/undici.js'
import { captureOf } from './inside.js'
import { errorText } from './log.js'
import { loadModules } from './modules.js'
import { worldFor } from './world.js'

const { mode, ports, clients } = JSON.parse(process.env.PLAN ?? '')
const AT_ONCE = 64
const PATIENCE = 1200

const runs = {
  http: runHttp,
  https: runHttp,
  http2: runHttp2,
  fetch: runFetch,
  undici6: runUndici,
  undici7: runUndici,
  undici8: runUndici,
  axios: runOther,
  got: runOther,
}

const inside = await captureOf(mode)
const modules = await loadModules(clients)

// Finds which call an uncaught error came from, as far as Node knows.
const whose = new AsyncLocalStorage()
const nobody = () => {}
process.on('uncaughtException', (/** @type {any} */ error) =>
  (error?.log ?? whose.getStore() ?? nobody)(`uncaught ${errorText(error)}`),
)
process.on('unhandledRejection', (/** @type {any} */ error) =>
  (error?.log ?? whose.getStore() ?? nobody)(`unhandled ${errorText(error)}`),
)
process.on('warning', () => {})

async function make(call, address) {
  const { world, lines, end } = worldFor(call, address, ports, modules)
  let timer
  const late = new Promise((resolve) => {
    timer = setTimeout(() => resolve(world.log('does not end')), PATIENCE)
  })
  const over = new Promise((resolve) => {
    whose
      .run(world.log, () => inside(() => runs[call.client](call, world)))
      .then(resolve, (error) => resolve(world.log.error('fails', error)))
  })
  await Promise.race([over, late])
  clearTimeout(timer)
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)))
  await end()
  await new Promise((resolve) => setImmediate(resolve))
  return lines
}

process.on('message', async ({ seed, only, calls, atOnce = AT_ONCE }) => {
  const logs = []
  let next = 0
  const worker = async () => {
    while (next < calls.length) {
      const { n, address } = calls[next++]
      logs.push([n, await make(callOf(seed, n, only), address)])
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  process.send?.({ logs })
})
process.on('disconnect', () => process.exit())
process.send?.({ ready: true, ours: inside.ours })
