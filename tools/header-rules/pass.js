// One pass: every case through one Envoy with one tracer, with the one line in the app and without it.
import { setTimeout as sleep } from 'node:timers/promises'
import { startCollector } from '../envoy/collector.js'
import { tracers } from '../envoy/tracers.js'
import { startApp } from './app.js'
import { startAppWithSdk } from './app-with-sdk.js'
import { send } from './send.js'
import { startSidecar } from './sidecar.js'
import { startTap } from './tap.js'
import { startUpstream } from './upstream.js'

/** A case of a plain request and one call. */
export const plain = (name, policy = 'default', lines = []) => ({
  name,
  policy,
  in: lines,
  ask: { how: 'call', calls: 1, host: '127.0.0.1', headers: [], sdk: 'none' },
})

/**
 * A request whose id says that it is sampled (the 9): when its spans are in, so are those of all that was sent before.
 * Envoy hands on what it has every 0.25 s, in order; the second mark leaves no hand-over of the first in flight.
 */
const mark = (n) => plain(`mark-${n}`, 'default', [['x-request-id', `0000000${n}-1111-9222-8333-444455556666`]])

/**
 * @param envoy of envoy-binary.js
 * @param tracer a name in tracers.js
 * @param sampling how many of 100 requests without a decision are traced
 * @returns for each case `{ vector, with, without }`: what was seen of it with the one line and without: its spans, and
 * the header lines that the app got, that the app sent (a list for each call), and that the upstream got
 */
export async function pass({ envoy, tracer, vectors, sampling = 100 }) {
  const marks = [mark(1), mark(2)]
  const opened = []
  const open = async (starting) => {
    const part = await starting
    opened.unshift(part)
    return part
  }
  try {
    const collector = await startCollector()
    opened.push({ close: collector.stop })
    const upstream = await open(startUpstream())
    const tap = await open(startTap())
    const { sdk } = vectors[0].ask
    const startOne = sdk === 'none' ? startApp : startAppWithSdk
    const app = await open(startOne({ vectors: [...vectors, ...marks], port: tap.port, sdk }))
    const tracing = { ...tracers[tracer](collector.port), tags: { path: ':path' }, sampling }
    const sidecar = await open(startSidecar({ envoy, tracing, app: app.port, upstream: upstream.port }))
    tap.to(sidecar.outbound)

    const statuses = new Map()
    for (const vector of vectors) {
      for (const side of ['with', 'without']) {
        const path = `/${side}/${vector.name}`
        statuses.set(path, await send(sidecar.inbound, path, vector.in))
      }
    }
    for (const one of marks) await sendMark(sidecar.inbound, one, collector.spans)
    const told = await app.report()
    const failures = [...told.failures, ...collector.failures]
    for (const [path, status] of statuses) if (status !== 200) failures.push(`${path}: answered ${status}`)
    if (failures.length > 0) throw new Error(`Envoy ${envoy.version}, ${tracer}:\n${failures.join('\n')}`)

    const spans = [...collector.spans, ...told.spans]
    const seen = (path) => ({
      spans: spans.filter((span) => span.tags?.path === path),
      appGot: told.of(path)[0],
      appSent: tap.got.of(path),
      upstreamGot: upstream.got.of(path),
    })
    return vectors.map((vector) => ({
      vector,
      with: seen(`/with/${vector.name}`),
      without: seen(`/without/${vector.name}`),
    }))
  } finally {
    for (const part of opened) await part.close()
  }
}

async function sendMark(port, vector, spans) {
  const path = `/with/${vector.name}`
  await send(port, path, vector.in)
  const deadline = Date.now() + 60_000
  while (spans.filter((span) => span.tags?.path === path).length < 2) {
    if (Date.now() > deadline) throw new Error(`the spans of ${path} have not come in for 60 s`)
    await sleep(20)
  }
}
