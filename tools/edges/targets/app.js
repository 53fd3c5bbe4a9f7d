// The process that calls, inside a request: every target over its client, many at once.
import { captureOf } from '../app/inside.js'
import { loadModules } from '../app/modules.js'
import { callers } from './callers.js'
import { targetOf } from './grammar.js'
import { leadToLoopback } from './loopback.js'

const { ports, clients, mode } = JSON.parse(process.env.PLAN ?? '')
const sockets = leadToLoopback(ports)
const inside = await captureOf(mode)
const modules = await loadModules(clients)

const AT_ONCE = 100
const PATIENCE = 3000
process.on('uncaughtException', () => {})
process.on('unhandledRejection', () => {})
process.on('warning', () => {})

process.on('message', async ({ seed, from, count }) => {
  const tools = callers(modules)
  const counts = {}
  let next = from
  const worker = async () => {
    while (next < from + count) {
      const target = targetOf(seed, next++, clients)
      const done = await make(target, tools)
      counts[target.client] ??= { targets: 0, answered: 0, refused: 0, late: 0 }
      counts[target.client].targets++
      counts[target.client][done]++
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  await tools.close()
  process.send?.({ counts, sockets })
})

async function make(target, tools) {
  let timer
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, PATIENCE, 'late')
  })
  const call = async () => inside(() => tools.call(target))
  const done = await Promise.race([
    late,
    call().then(
      () => 'answered',
      () => 'refused',
    ),
  ])
  clearTimeout(timer)
  return done
}

process.on('disconnect', () => process.exit())
process.send?.({ ready: true })
