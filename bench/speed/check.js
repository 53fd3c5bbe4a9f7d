// Before it is timed, each contender shows that it forwards what it claims: fast and wrong is marked so.
import http from 'node:http'
import { inboundOf } from './inbound.js'

const REQUESTS = 64

/** `{ right, text }`: what reached the upstream when many requests, each with ids of its own, came at once. */
export async function check({ contender, cell, port, upstream }) {
  const fanOut = cell.fanOut ?? 1
  if (fanOut === 0 || contender.claims === 'nothing') return { right: true, text: '' }
  const agent = new http.Agent({ keepAlive: true, maxSockets: 16 })
  const numbers = Array.from({ length: REQUESTS }, (_, i) => i + 1)
  const calls = await upstream.note(() => Promise.all(numbers.map((n) => ask({ port, agent, n, cell, contender }))))
  agent.destroy()
  const verdicts = calls.map(({ url, headers }) => judge(contender, headers, Number(url.slice('/?n='.length))))
  const count = (verdict) => verdicts.filter((one) => one === verdict).length
  const missing = REQUESTS * fanOut - verdicts.length + count('missing')
  if (count('wrong') > 0) return { right: false, text: `${count('wrong')} of ${verdicts.length} wrong` }
  if (missing > 0) return { right: false, text: missing >= verdicts.length ? 'forwards nothing' : `${missing} missing` }
  return { right: true, text: '' }
}

function headersOf(n, cell, contender) {
  const traceId = traceIdOf(n)
  const own = {
    'x-request-id': `request-${n}`,
    traceparent: `00-${traceId}-00f067aa0ba902b7-01`,
    'x-b3-traceid': traceId,
  }
  const more = (contender.inbound ?? []).map(([name, value]) => [name, value.replace('{traceId}', traceId)])
  return { ...Object.fromEntries([...inboundOf(cell), ...more]), ...own }
}

function traceIdOf(n) {
  return n.toString(16).padStart(32, 'a')
}

function judge({ claims }, headers, n) {
  const traceId = traceIdOf(n)
  const found = headers.traceparent?.split('-')[1] ?? headers['x-b3-traceid']
  if (found !== undefined && found !== traceId) return 'wrong'
  if (claims === 'trace id') return found === undefined ? 'missing' : 'right'
  const wanted = headersOf(n, { headers: 8 }, {})
  const names = Object.keys(wanted)
  if (names.some((name) => headers[name] !== undefined && headers[name] !== wanted[name])) return 'wrong'
  return names.some((name) => headers[name] === undefined) ? 'missing' : 'right'
}

function ask({ port, agent, n, cell, contender }) {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, agent, path: `/?n=${n}`, headers: headersOf(n, cell, contender) }
    http.get(options, (response) => response.resume().on('end', resolve)).on('error', reject)
  })
}
