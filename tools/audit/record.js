// One run of the mesh: its spans and its access logs, in a folder.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startCollector } from '../envoy/collector.js'
import { findEnvoy } from '../envoy/envoy-binary.js'
import { lastSpan } from '../envoy/last-span.js'
import { startMesh } from './start-mesh.js'

/**
 * Sends requests at random moments, so that some are alone and some are not, as in a mesh that is in use.
 * @param {{ folder: string, tracer: string, requests: number, perSecond: number, to?: readonly any[] }} settings
 * @returns how many spans came; `spans.json`, `logs/` and `traced/` are in the folder
 */
export async function record({ folder, tracer, requests, perSecond, to = [] }) {
  const collector = await startCollector()
  const mesh = await startMesh({ envoy: await findEnvoy(), tracer, port: collector.port, folder })
  try {
    const answers = []
    for (let i = 0; i < requests; i++) {
      answers.push(fetch(mesh.url).then(async (answer) => [answer.status, await answer.text()]))
      await sleep((-Math.log(Math.random()) * 1000) / perSecond)
    }
    const failed = (await Promise.all(answers)).filter(([status]) => status !== 200)
    // On a busy machine some are late; a mesh in use has such, too.
    if (failed.length > requests / 3)
      throw new Error(`${failed.length} of ${requests} requests failed: ${failed[0].join(' ')}`)
    // The gateway makes 2 spans of a request, each of the 24 calls behind it is seen by 2 sidecars. The ticker goes on.
    await lastSpan(() => Math.min(collector.spans.length, requests * 48), requests * 48)
    await sleep(1000)
  } finally {
    await mesh.stop()
    collector.stop()
  }
  await writeFile(join(folder, 'spans.json'), JSON.stringify(collector.spans))
  for (const url of to) await handOn(collector.spans, url)
  return { spans: collector.spans.length }
}

/** Into a store that takes Zipkin's JSON. */
async function handOn(spans, url) {
  for (let at = 0; at < spans.length; at += 500) {
    const body = JSON.stringify(spans.slice(at, at + 500).map(asZipkins))
    const answer = await fetch(`${url}/api/v2/spans`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    })
    if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`)
  }
}

/** A span that came by OTLP may have a kind that Zipkin has not. */
function asZipkins({ kind, ...span }) {
  return ['CLIENT', 'SERVER', 'PRODUCER', 'CONSUMER'].includes(kind) ? { ...span, kind } : span
}
