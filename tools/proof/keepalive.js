// The keep-alive race: Node closes an idle connection in the moment in which Envoy sends a request on it.
import { setTimeout as sleep } from 'node:timers/promises'
import { Pool } from 'undici'
import { startApp } from './app.js'
import { failures } from './load.js'
import { startSidecar } from './sidecar.js'
import { istioRetries } from './sidecar-config.js'

/**
 * Node closes at keepAliveTimeout + 1 s (measured on 20, 22, 24 and 26: 6.01 s for its default of 5 s). 1 ms brings that
 * down to the second that a test can wait for; Envoy's idle timeout stays at its hour.
 */
const SCALED = 1
const EDGE = 1001

/**
 * How many requests at once, and how many times. A burst takes 30 ms and begins 45 to 10 ms before the edge, so that in each
 * some of the connections meet it.
 */
const long = { callers: 60, bursts: 15 }
const short = { callers: 60, bursts: 6 }
const [FROM, TO, BURST] = [45, 10, 30]

const post = { path: '/', method: 'POST', body: 'x'.repeat(100) }

export const keepalive = {
  name: 'keepalive',
  title: 'Keep-alive race',
  about: `Bursts of POSTs with pauses of as long as the app keeps idle connections, some ms more and less. Node's idle timeout
is scaled down from 6 s to 1 s, and Envoy's is its default, an hour. With it: \`gracefulServer(server)\` raises
\`keepAliveTimeout\` to 5 s more than Envoy's.`,
  async run({ envoy, short: isShort, say }) {
    const load = isShort ? short : long
    const rows = []
    const compare = async (what, before, after) => {
      say(what)
      const [was, is] = await Promise.all([
        measure(envoy, load, { ...before, expected: true }),
        measure(envoy, load, after),
      ])
      const right = is.failed === 0 && was.failed > 0
      rows.push({ what, before: failures(was), after: failures(is), right, figures: { before: was, after: is } })
    }
    const scaled = { keepAliveTimeout: SCALED }
    await compare('no retries', { app: scaled }, { app: { ...scaled, options: {} } })
    if (isShort) return rows
    const retries = istioRetries.inbound
    await compare("Istio's inbound retries", { app: scaled, retries }, { app: { ...scaled, options: {} }, retries })
    // The same bursts around the edge that is left: Envoy's own, scaled down, with ours 5 s behind it.
    const own = { app: { ...scaled, options: { sidecarIdleMs: EDGE } }, idle: `${EDGE / 1000}s` }
    await compare("at Envoy's own idle timeout", { app: scaled }, own)
    return rows
  },
}

/**
 * Bursts around the edge: `{ total, failed, answers }`.
 * @param {import('../envoy/envoy-binary.js').Envoy} envoy
 * @param {{ callers: number, bursts: number }} size
 * @param {{ app: object, retries?: object, idle: string, expected?: boolean }} settings
 */
export async function measure(envoy, { callers, bursts }, { app: settings, retries, idle, expected = false }) {
  const app = await startApp('keep-alive.js', settings)
  const sidecar = await startSidecar(envoy, { apps: [app.port], retries, idle })
  const pool = new Pool(sidecar.url, { connections: callers, keepAliveTimeout: 60_000 })
  const counts = { total: 0, failed: 0, answers: {} }
  try {
    await burst(0)
    // A race is a matter of luck: where it is expected, look up to four times as long for it.
    for (let i = 0; i < bursts || (expected && counts.failed === 0 && i < 4 * bursts); i++) {
      await sleep(EDGE - FROM + Math.round(((i % bursts) * (FROM - TO)) / (bursts - 1)))
      await burst(BURST)
    }
    return counts
  } finally {
    await pool.destroy()
    await sidecar.stop()
    await app.stop()
  }

  /** All callers within this many milliseconds. */
  async function burst(within) {
    await Promise.all(Array.from({ length: callers }, (_, i) => sleep((i * within) / callers).then(request)))
  }

  async function request() {
    const answer = await pool.request(post).then(
      async ({ statusCode, body }) => {
        await body.dump()
        return statusCode
      },
      (error) => error.code ?? error.name,
    )
    counts.total++
    if (answer !== 200) counts.failed++
    counts.answers[answer] = (counts.answers[answer] ?? 0) + 1
  }
}
