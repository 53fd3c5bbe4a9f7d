// The place that Envoys report to: Zipkin's v2 API (POST /api/v2/spans) and OTLP over HTTP (POST /v1/traces).
// With a `forwardTo` it also hands every span on to a real Zipkin server.
import http from 'node:http'
import { buffer } from 'node:stream/consumers'
import { listen } from '../shared/listen.js'
import { readOtlp } from './otlp.js'
import { groupByTrace } from './traces.js'

/** @type {Record<string, (body: Buffer) => Span[]>} */
const routes = {
  'POST /api/v2/spans': (body) => JSON.parse(body.toString()),
  'POST /v1/traces': readOtlp,
}

/**
 * A span in the shape of Zipkin's v2 API.
 * @typedef {object} Span
 * @property {string} traceId
 * @property {string} id
 * @property {string} [parentId]
 * @property {string} [kind]
 * @property {string} name
 * @property {number} timestamp
 * @property {number} duration
 * @property {{ serviceName: string }} localEndpoint
 * @property {Record<string, string>} tags
 */

/**
 * @param {{ forwardTo?: string | undefined }} [options]
 * @returns the collector: its `url`, the `spans` that came in so far, `failures` of handing on, `stop()`
 */
export async function startCollector({ forwardTo } = {}) {
  /** @type {Span[]} */
  const spans = []
  /** @type {string[]} */
  const failures = []
  const server = http.createServer((req, res) => {
    answer(req, res).catch((error) => {
      failures.push(error.message)
      res.writeHead(400).end(error.message)
    })
  })
  // Longer than an Envoy keeps an unused connection (1 h): a report that meets a closed one is dropped, with its spans.
  server.keepAliveTimeout = 3_605_000
  const port = await listen(server)
  return { port, url: `http://127.0.0.1:${port}`, spans, failures, stop }

  /**
   * @param {http.IncomingMessage} req
   * @param {http.ServerResponse} res
   */
  async function answer(req, res) {
    const route = `${req.method} ${req.url?.split('?')[0]}`
    if (route === 'GET /api/v2/traces') {
      return res.setHeader('content-type', 'application/json').end(JSON.stringify(groupByTrace(spans)))
    }
    const read = routes[route]
    if (!read) return res.writeHead(404).end()
    const received = read(await buffer(req))
    for (const span of received) spans.push(span)
    if (forwardTo) await handOn(received)
    res.writeHead(route.endsWith('spans') ? 202 : 200).end()
  }

  /** @param {readonly Span[]} received */
  async function handOn(received) {
    const headers = { 'content-type': 'application/json' }
    const body = JSON.stringify(received)
    const response = await fetch(`${forwardTo}/api/v2/spans`, { method: 'POST', headers, body })
    if (!response.ok) throw new Error(`Zipkin answered ${response.status}: ${await response.text()}`)
  }

  function stop() {
    server.closeAllConnections()
    server.close()
  }
}
