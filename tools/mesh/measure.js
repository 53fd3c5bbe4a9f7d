// Sends load from outside through the gateway, waits for the last span, and counts.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expectedSpans } from '../demo/figures.js'
import { gatewayPort } from './addresses.js'

const worker = fileURLToPath(new URL('load-worker.js', import.meta.url))
/** The gateway's, as a client outside of the mesh calls it. */
export const url = `http://gateway.istio-system.svc.cluster.local:${gatewayPort}`
let loads = 0

/**
 * @param job `requests` and `concurrency`, or `rate` (a second) and `seconds`; `caller` one of callers.js
 * @param during called when the load has begun: what is to happen meanwhile
 * @returns `answers` and `spans` of this load, the `seconds` that it took, and the reports that Envoys `dropped`
 */
export async function measure(mesh, job, { onAnswer = () => {}, during = async () => {} } = {}) {
  await mesh.store.begin()
  const droppedBefore = await droppedReports(mesh)
  const started = Date.now()
  loads += 1
  const loading = send(mesh, { url, prefix: `order-${loads}`, ...job }, onAnswer)
  const [answers] = await Promise.all([loading, during()])
  const seconds = (Date.now() - started) / 1000
  const expected = mesh.sampling < 100 ? Number.POSITIVE_INFINITY : expectedSpans(answers)
  const spans = await mesh.store.spans(expected)
  return {
    answers,
    spans,
    seconds,
    dropped: Math.max(0, (await droppedReports(mesh)) - droppedBefore),
  }
}

/**
 * Reports that Envoys gave up on, since they started: their spans are lost, whoever forwarded what. Envoy counts them
 * for its Zipkin tracer, under tracing.zipkin.reports_*, and for the OpenTelemetry tracer as failed requests (Istio calls
 * that cluster by its port and name).
 */
async function droppedReports(mesh) {
  const filter = 'tracing.*(reports_dropped|reports_failed)|cluster.(trace-store|outbound.4318).*upstream_rq_5xx'
  const texts = await Promise.all(mesh.envoys.map((name) => mesh.admin(name, 'GET', `/stats?filter=${filter}`)))
  const counts = texts.flatMap(({ text }) => [...text.matchAll(/: (\d+)/g)].map(([, count]) => Number(count)))
  return counts.reduce((sum, count) => sum + count, 0)
}

async function send(mesh, job, onAnswer) {
  const [command, args] = mesh.pods.client.command(process.execPath, [worker, JSON.stringify(job)])
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  const answers = []
  child.on('message', (answer) => {
    answers.push(answer)
    onAnswer(answer)
  })
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`the load's process ended with ${code}`)
  return answers
}
