// A service in Node with one fault, or none. What it is told in its environment: FAULT, and CALLS as `name=url,...`.
import { createServer } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

const { PORT, HOST = '127.0.0.1', FAULT, CALLS = '' } = process.env
const targets = CALLS === '' ? [] : CALLS.split(',').map((pair) => pair.slice(pair.indexOf('=') + 1))
const tracing = /^(x-request-id|traceparent|tracestate|b3|x-b3-.*)$/

/** Those of the request that came last: the fault of keeping them in a variable. */
let last = {}

const faults = {
  /** The line does it, if there is one. */
  none: () => ({}),
  ticker: () => ({}),
  lost: () => ({}),
  'id-only': (headers) => pick(headers, /^x-request-id$/),
  'trace-only': (headers) => pick(headers, /^(traceparent|tracestate|b3|x-b3-.*)$/),
  /** What the caller of its caller got. */
  stale: (headers) => ({ ...JSON.parse(headers['x-first'] ?? '{}'), 'x-request-id': headers['x-request-id'] }),
  mixer: () => pick(last, tracing),
}

createServer((req, res) => {
  answer(req, res).catch((error) => res.writeHead(500).end(error.message))
}).listen(Number(PORT), HOST)

async function answer(req, res) {
  if (req.url === '/healthz') return res.end('ok')
  last = req.headers
  await sleep(FAULT === 'mixer' ? 30 + Math.random() * 400 : 1 + Math.random() * 9)
  const first = { 'x-first': req.headers['x-first'] ?? JSON.stringify(pick(req.headers, tracing)) }
  const headers = { ...faults[FAULT](req.headers), ...first }
  await Promise.all(targets.map((url) => call(url, headers)))
  res.end('ok')
}

async function call(url, headers) {
  const response = await fetch(url, { headers })
  await response.text()
  if (!response.ok) throw new Error(`${url} answered ${response.status}`)
}

function pick(headers, names) {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => names.test(name)))
}

// Work of its own, that belongs to no request.
if (FAULT === 'ticker') setInterval(() => call(`${targets[0]}/tick`, {}).catch(() => {}), 83)
