// Runs the app under test on one Node, and sends it the requests of each client in each state.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { load } from './load.js'
import { loadGrpc } from './load-grpc.js'
import { loadHttp2 } from './load-http2.js'
import { loadHttp } from './load-inbound.js'
import { startWorld } from './world.js'

const app = join(import.meta.dirname, '../app/app.js')
const traffic = { http: load, 'inbound http': loadHttp, 'inbound http2': loadHttp2, 'inbound grpc': loadGrpc }

/**
 * Resolves to { cells, examples, stuck, clients }. `wanted`: { clients, states, rounds, every, line }; `progress(text)`
 * hears of each state as it begins.
 */
export async function measure(binary, wanted, progress = () => {}) {
  const world = await startWorld()
  const child = fork(app, { execPath: binary, execArgv: ['--expose-gc'], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const failed = once(child, 'exit').then(([code]) => {
    throw new Error(`the app under test ended with ${code}`)
  })
  failed.catch(() => {})
  const answer = () => Promise.race([once(child, 'message').then(([message]) => message), failed])
  const ask = (message) => {
    child.send(message)
    return answer()
  }
  try {
    const { clients } = await ask({ ...world.ports, ...wanted })
    const runs = clients.flatMap((client) => client.states.map((state) => ({ client, state })))
    const chosen = runs.filter(({ state }) => wanted.states === undefined || wanted.states.includes(state))
    const stuck = []
    for (const [i, { client, state }] of chosen.entries()) {
      progress(`${client.name}, ${state}`, i, chosen.length)
      const of = { name: client.name, state }
      await ask({ type: 'open', ...of })
      await sendAll(client, state, wanted.rounds ?? 1)
      const closed = await ask({ type: 'close', ...of })
      stuck.push(...closed.stuck)
    }
    const { cells, examples } = world.ledger
    return { cells, examples, stuck, clients }
  } finally {
    child.disconnect()
    world.close()
  }
}

/** A session that is warm was opened by the first request; a busy one has all at once. */
async function sendAll(client, state, rounds) {
  const send = traffic[client.traffic]
  const path = (n) => `/${[client.name, state, n].map(encodeURIComponent).join('/')}`
  const count = client.plays * rounds
  const common = { port: client.port, path, state }
  if (state === 'warm') await send({ ...common, count: 1, concurrency: 1 })
  await send({ ...common, count, concurrency: state === 'idle' ? 2 : 24 })
}
