// TF404: a route's timeout ends a stream, however lively it is.
import { createServer } from 'node:http'
import { chains, cluster, http } from '../envoy-parts.js'
import { routesOf } from './istio.js'
import { find } from './manifest.js'
import { inPlace } from './place.js'

/** Ten times faster than the manifest in the short form: 1.5 s instead of 15. */
const scaleOf = (short) => (short ? 0.1 : 1)

export const streams = {
  id: 'TF404',
  rows: [
    {
      what: 'server-sent events five times a second, for 30 s',
      measure: (objects, { envoy, short }) =>
        inPlace(async (place) => {
          const scale = scaleOf(short)
          const app = await place.serve(
            createServer((_, response) => {
              response.writeHead(200, { 'content-type': 'text/event-stream' })
              const timer = setInterval(() => response.write('data: tick\n\n'), 200 * scale)
              response.on('close', () => clearInterval(timer))
            }),
          )
          const sidecar = await place.sidecar(envoy, (port) => ({
            listeners: [
              chains('out', port, [{ filters: [http('out', routesOf(find(objects, 'VirtualService'), scale))] }]),
            ],
            clusters: [cluster('updates', app)],
          }))
          const watched = 30_000 * scale
          const { events, cut } = await watch(`${sidecar.url}/events`, watched)
          const after = cut === undefined ? '' : ` after ${(cut / scale / 1000).toFixed(1)} s`
          return {
            text: cut === undefined ? `still open after 30 s, ${events} events` : `cut off${after}, ${events} events`,
            works: cut === undefined && events > 0,
            figures: { events, cut: cut ?? null, scale },
          }
        }),
    },
  ],
}

async function watch(url, most) {
  const started = performance.now()
  let events = 0
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(most) })
    for await (const _ of response.body ?? []) events++
  } catch ({ name }) {
    if (name === 'TimeoutError') return { events } // the time is over
  }
  return { events, cut: performance.now() - started }
}
