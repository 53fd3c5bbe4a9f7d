// TF401: who closes an idle connection first must be the one who opened it.
import { measure as race } from '../keepalive.js'
import { find, ms, variable } from './manifest.js'

/** Node's server.keepAliveTimeout, and the second that it adds (measured on 20 to 26). */
const nodeDefault = 5000
const buffer = 1000
/** Node's default, 6 s with the second, becomes the 1,001 ms that a test can wait for; all other times with it. */
const scaled = (time) => Math.round((time * 1001) / (nodeDefault + buffer))

const long = { callers: 60, bursts: 15 }
const short = { callers: 60, bursts: 6 }

export const keepAliveRace = {
  id: 'TF401',
  rows: [
    {
      what: 'KEEP_ALIVE_TIMEOUT_MS against Envoy’s idle timeout of 1 h',
      about: /shop\/orders/,
      measure: (objects, options) =>
        measure(Number(variable(find(objects, 'Deployment', 'orders'), 'KEEP_ALIVE_TIMEOUT_MS')), 3_600_000, options),
    },
    {
      what: 'Node’s default against idleTimeout of a DestinationRule, else 1 h',
      about: /shop\/carts/,
      measure: (objects, options) => {
        const rule = objects.find(({ kind, metadata }) => kind === 'DestinationRule' && metadata.name === 'carts')
        const idle = rule ? ms(rule.spec.trafficPolicy.connectionPool.http.idleTimeout) : 3_600_000
        return measure(nodeDefault, idle, options)
      },
    },
  ],
}

async function measure(keepAliveTimeout, idle, { envoy, short: isShort }) {
  const app = { keepAliveTimeout: Math.max(1, scaled(keepAliveTimeout + buffer) - buffer) }
  const expected = keepAliveTimeout + buffer <= idle
  const counts = await race(envoy, isShort ? short : long, { app, idle: `${scaled(idle) / 1000}s`, expected })
  const { failed, total } = counts
  return { text: `${failed} of ${total} requests failed`, works: failed === 0, figures: counts }
}
