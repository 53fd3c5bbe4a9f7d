// Runs the app under test on one Node, and sends it the requests of each client in each state, one state after the other.
import { limited } from '../limits.js'
import { startApp } from './app-process.js'
import { send } from './traffic.js'
import { startWorld } from './world.js'

/**
 * Resolves to { cells, examples, stuck, clients }. `plan`: { clients, states, rounds, every, line }; `progress(what, i, n)`
 * hears of each state as it begins.
 */
export async function measure(binary, plan, progress = (_what, _done, _of) => {}) {
  const world = await startWorld()
  const app = await startApp(binary, { ...world.ports, ...plan })
  try {
    const { clients, ask } = app
    const all = clients.flatMap((client) => client.states.map((state) => ({ client, state })))
    const chosen = all.filter(({ state }) => plan.states === undefined || plan.states.includes(state))
    const stuck = []
    for (const [i, { client, state }] of chosen.entries()) {
      progress(`${client.name}, ${state}`, i, chosen.length)
      const of = { name: client.name, state }
      await ask({ type: 'open', ...of })
      await sendAll(client, state, plan.rounds ?? 1)
      const closed = await ask({ type: 'close', ...of })
      stuck.push(...closed.stuck)
    }
    const { cells, examples } = world.ledger
    return { cells: limited(cells), examples, stuck, clients }
  } finally {
    app.stop()
    world.close()
  }
}

/** A session that is warm was opened by the first request; a busy one has all at once. */
async function sendAll(client, state, rounds) {
  if (state === 'warm') await send(client, state, { count: 1, concurrency: 1 })
  await send(client, state, { count: client.plays * rounds, concurrency: state === 'idle' ? 2 : 24 })
}
