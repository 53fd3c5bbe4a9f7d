// Built-in fetch, through the global dispatcher, or through a pool of the copy of undici that is nearest to the bundled one.
import { fetchPlays } from '../app/fetches.js'

/** `fetch` is taken here: before the line in the state of that name, after it in all others. */
async function open(world, state) {
  const base = `http://127.0.0.1:${world.upstreams[`fetch ${state}`]}`
  const env = { fetch: globalThis.fetch, base }
  if (state !== 'saturated') return env
  const [major] = String(process.versions.undici).split('.')
  const { Agent } = await import(`undici${major}`)
  return { ...env, dispatcher: new Agent({ connections: 1 }) }
}

export const builtInFetch = {
  name: 'fetch',
  states: ['idle', 'saturated', 'closing', 'reset', 'cold', 'warm', 'before'],
  objects: ['fetch', 'fetch.RequestInit', 'fetch.Response', 'fetch.body', 'fetch.reader'],
  open,
  warm: ({ fetch, base }, path) => fetch(base + path).then((answer) => answer.text()),
  close: ({ dispatcher }) => dispatcher?.destroy(),
  plays: fetchPlays((env) => env, { fetch: 'fetch', init: 'fetch.RequestInit', answer: 'fetch.Response' }),
}
