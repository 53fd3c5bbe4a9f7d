// The process that calls, inside a request: every target over its client, many at once.
import { createRequire } from 'node:module'
import { captureOf } from '../app/inside.js'
import { callers } from './callers.js'
import { targetOf } from './grammar.js'
import { leadToLoopback } from './loopback.js'

const { ports, clients, mode } = JSON.parse(process.env.PLAN)
const sockets = leadToLoopback(ports)
const inside = await captureOf(mode)
const require = createRequire(import.meta.url)
const modules = {}
await fetch('data:,').catch(() => {})
modules.Agent = (
  globalThis[Symbol.for('undici.globalDispatcher.2')] ?? globalThis[Symbol.for('undici.globalDispatcher.1')]
)?.constructor
for (const name of clients.filter((name) => name.startsWith('undici'))) modules[name] = require(name)
if (clients.includes('axios')) modules.axios = (await import('axios')).default
if (clients.includes('got')) modules.got = (await import('got')).default

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
  process.send({ counts, sockets })
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
process.send({ ready: true })
