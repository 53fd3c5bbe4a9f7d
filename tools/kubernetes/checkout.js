// The README's way to see a trace: checkout.js in a pod of the shop, and the spans that came of it.
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { growTree, requestIdsOf } from '../envoy/traces.js'

const script = fileURLToPath(new URL('../../examples/kubernetes/checkout.js', import.meta.url))
const calls = 9 // the one that it makes, and the eight behind it

/**
 * @returns `code` that it ended with, its `last` line, the `spans` of the trace that it named, and `whole`: it ended well, and
 * each call is in that trace from both its ends, under one x-request-id
 */
export async function checkout(mesh) {
  await mesh.store.begin()
  const [command, args] = mesh.pods.ledger.command(process.execPath, [script])
  const { exitCode: code, all } = await execa(command, args, { all: true, reject: false })
  const [, id] = /^trace ([0-9a-f]{32})$/m.exec(all) ?? []
  const trace = (await mesh.store.spans(2 * calls)).filter(({ traceId }) => traceId === id)
  const { roots } = growTree(trace)
  const whole = code === 0 && trace.length === 2 * calls && roots.length === 1 && requestIdsOf({ trace }).length === 1
  return { whole, code, last: all.trim().split('\n').at(-1), trace: id, spans: trace.length }
}
