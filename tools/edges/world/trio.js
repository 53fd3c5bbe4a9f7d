// The three processes that make the same calls, one after the other, and the server that all of them call.
import { join } from 'node:path'
import { certificate } from '../../context/world/certificate.js'
import { answers, callOf } from '../calls/grammar.js'
import { withoutOurs } from '../compare.js'
import { startProcess } from './process.js'

export const modes = ['without', 'outside', 'inside']
const app = join(import.meta.dirname, '../app/app.js')

/** { run, stop }: `run` makes calls in each of the processes, and resolves to what came of them, by mode and number. */
export async function startTrio(binary, clients, only = []) {
  const env = { CERTIFICATE: JSON.stringify(certificate()) }
  const server = await startProcess(join(import.meta.dirname, 'recorder.js'), { env })
  const { ports } = server.first
  const callers = []
  for (const mode of modes)
    callers.push(
      await startProcess(app, {
        binary,
        env: { NODE_TLS_REJECT_UNAUTHORIZED: '0', PLAN: JSON.stringify({ mode, ports, clients }) },
      }),
    )

  async function run(seed, numbers, atOnce) {
    // The called address says whose bytes they are and what to answer.
    const calls = numbers.map((n, i) => ({ n, address: addressOf(i, callOf(seed, n, only).answer) }))
    const results = {}
    for (const [i, mode] of modes.entries()) {
      const { logs } = await callers[i].ask({ seed, only, calls, atOnce })
      const { all } = await server.ask('collect')
      const bytes = new Map(all)
      const lines = new Map(logs)
      results[mode] = new Map(
        calls.map(({ n, address }) => [
          n,
          { lines: lines.get(n), ...withoutOurs(bytes.get(address) ?? [], callers[i].first.ours) },
        ]),
      )
    }
    return results
  }

  function stop() {
    for (const each of [...callers, server]) each.stop()
  }
  return { run, stop }
}

function addressOf(position, answer) {
  return `127.1.${position >> 4}.${((position & 15) << 4) | answers.indexOf(answer)}`
}
