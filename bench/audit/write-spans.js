// Writes sidecar spans as Zipkin's JSON, as many as asked for: about a kilobyte each, as Istio's are.
import { randomBytes, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'

const services = Array.from({ length: 30 }, (_, n) => `service-${n}`)
/** Those that forward nothing. */
export const broken = ['service-3', 'service-7']

/** Of each request, in milliseconds: how long after the previous one it begins. */
export const PACE = 5
const SPANS = 10

/** @returns the size of the file in bytes, and how many spans are in it */
export async function writeSpans(file, count) {
  const out = createWriteStream(file)
  let size = 1
  let written = 0
  out.write('[')
  for (let trace = 0; written < count; trace++) {
    const text = spansOf(trace).join(',')
    size += text.length + 1
    if (!out.write(`${trace === 0 ? '' : ','}${text}`)) await once(out, 'drain')
    written += SPANS
  }
  out.end(']')
  await once(out, 'close')
  return { size, written }
}

/**
 * Sends them to a store that takes Zipkin's JSON.
 * @param {string} url
 * @param {number} count
 * @param {number} from milliseconds since 1970: the time of the first
 */
export async function sendSpans(url, count, from) {
  const batch = 500
  const requests = count / SPANS
  for (let trace = 0; trace < requests; trace += batch) {
    const traces = Array.from({ length: Math.min(batch, requests - trace) }, (_, i) => spansOf(trace + i, from * 1000))
    const body = `[${traces.flat().join(',')}]`
    const answer = await fetch(`${url}/api/v2/spans`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    })
    if (!answer.ok) throw new Error(`the store answers ${answer.status}: ${await answer.text()}`)
  }
}

/** A request through five services: ten spans. */
function spansOf(trace, from = 1_780_000_000_000_000) {
  /** @type {any} */
  let context = fresh()
  const start = from + trace * PACE * 1000 + Math.floor(Math.random() * PACE * 1000)
  const spans = []
  for (let hop = 0; hop < 5; hop++) {
    const from = hop === 0 ? 'gateway' : services[(trace + hop) % 30]
    const to = services[(trace + hop + 1) % 30]
    if (hop > 0 && broken.includes(from)) context = { ...fresh(), parent: undefined }
    const at = start + hop * 1_000
    const duration = 40_000 - hop * 4_000
    context = below(context)
    spans.push(span(context, 'CLIENT', from, to, at, duration))
    context = below(context)
    spans.push(span(context, 'SERVER', to, to, at + 300, duration - 600))
  }
  return spans
}

const fresh = () => ({ trace: randomBytes(16).toString('hex'), id: undefined, request: randomUUID() })
const below = ({ trace, id, request }) => ({ trace, id: randomBytes(8).toString('hex'), parent: id, request })

function span({ trace, id, parent, request }, kind, service, callee, timestamp, duration) {
  const isIn = kind === 'SERVER'
  return JSON.stringify({
    ...{ traceId: trace, id, parentId: parent, kind, timestamp, duration },
    name: `${callee}.shop.svc.cluster.local:8080/*`,
    localEndpoint: { serviceName: `${service}.shop`, ipv4: '10.244.0.17', port: 0 },
    annotations: [{ timestamp: timestamp + duration, value: isIn ? 'ss' : 'cr' }],
    tags: {
      component: 'proxy',
      node_id: `sidecar~10.244.0.17~${service}-7c9d8f6b5-x2v9k.shop~shop.svc.cluster.local`,
      'guid:x-request-id': request,
      'http.url': `http://${callee}:8080/checkout/8311`,
      'http.method': 'POST',
      'http.protocol': 'HTTP/1.1',
      'http.status_code': '200',
      user_agent: 'node',
      upstream_cluster: isIn ? 'inbound|8080||' : `outbound|8080||${callee}.shop.svc.cluster.local`,
      'upstream_cluster.name': isIn ? 'inbound|8080||;' : `outbound|8080||${callee}.shop.svc.cluster.local;`,
      downstream_cluster: '-',
      'peer.address': '10.244.0.31',
      request_size: '57',
      response_size: '102',
      response_flags: '-',
      'istio.canonical_revision': 'v1',
      'istio.canonical_service': service,
      'istio.cluster_id': 'Kubernetes',
      'istio.mesh_id': 'cluster.local',
      'istio.namespace': 'shop',
    },
  })
}
