// undici from npm: each of its APIs through an Agent, a limited Pool, a pipelining Client, retries, or one HTTP/2 session.
import { fetchPlays } from '../app/fetches.js'
import { states } from '../states.js'
import { apiPlays } from './undici-apis.js'
import { dispatchPlays } from './undici-dispatch.js'

/** The client of a major: 6, 7 or 8. */
export async function undici(major) {
  const module = await import(`undici${major}`)
  const of = (name) => `undici${major}.${name}`
  const names = { fetch: of('fetch'), init: of('RequestInit'), answer: of('Response') }
  const plays = [
    ...apiPlays(of),
    ...dispatchPlays(of, module),
    ...fetchPlays(({ base, dispatcher }) => ({ fetch: module.fetch, base, dispatcher }), names, fullOf),
  ]
  const objects = [
    'request',
    'Dispatcher',
    'RequestOptions',
    'DispatchHandler',
    'body',
    'pipeline',
    'socket',
    'RetryOptions',
  ]
  return {
    name: `undici ${major}`,
    states,
    objects: [...objects.map(of), ...Object.values(names)],
    open: (world, state) => open(module, world, state),
    warm: ({ dispatcher, base }, path) =>
      dispatcher.request({ origin: base, path, method: 'GET' }).then(({ body }) => body.text()),
    close: ({ dispatcher }) => dispatcher.destroy(),
    plays,
  }
}

/**
 * How an upstream is to answer a call: with all that there is, but for what this copy cannot take. Retries take a 103 for
 * the answer (undici 7.30), and then hold the connection forever.
 */
export function fullOf({ state }) {
  return ['retry', 'composed'].includes(state) ? 'plain' : 'full'
}

function open(module, world, state) {
  const secure = state === 'h2'
  const base = secure ? `https://localhost:${world.upstreams.http2s}` : `http://127.0.0.1:${world.upstreams.http}`
  const make = () => dispatcherFor(module, state, base, world)
  let dispatcher = state === 'cold' ? undefined : make()
  return Object.defineProperty({ base, module }, 'dispatcher', { get: () => (dispatcher ??= make()) })
}

function dispatcherFor({ Agent, Client, Pool, RetryAgent, interceptors }, state, base, world) {
  const retry = { minTimeout: 1, maxRetries: 3 }
  switch (state) {
    case 'saturated':
    case 'closing':
    case 'cold':
      return new Pool(base, { connections: 1 })
    case 'reset':
      return new Pool(base, { connections: 2 })
    case 'pipelined':
      return new Client(base, { pipelining: 8 })
    case 'retry':
      return new RetryAgent(new Agent({ connections: 1 }), retry)
    case 'composed':
      return new Agent({ connections: 1 }).compose(interceptors.retry(retry))
    case 'h2':
      return new Agent({ allowH2: true, connections: 1, connect: { ca: world.certificate.cert } })
    default:
      return new Agent()
  }
}
