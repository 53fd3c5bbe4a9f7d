// A recording upstream, and requests whose headers say whose they are.
import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import { listen, portOf } from '../shared/listen.js'

/** Resolves to `{ url, calls, close }`; a call is its path and its raw header lines. */
export async function startUpstream() {
  const calls = []
  const server = createServer(({ url, rawHeaders }, response) => {
    calls.push({ path: url, rawHeaders })
    response.end('ok')
  })
  await listen(server)
  const close = () => {
    server.close()
    server.closeAllConnections()
  }
  return { url: `http://127.0.0.1:${portOf(server)}`, calls, close }
}

/** Headers as a sidecar sets them, each value found nowhere else but for `x-b3-sampled`. */
export function canaries() {
  return canariesOf(randomBytes(16).toString('hex'), randomBytes(8).toString('hex'))
}

/** The headers with these ids. */
export function canariesOf(trace, span) {
  return {
    'x-request-id': `canary-${trace}`,
    traceparent: `00-${trace}-${span}-01`,
    tracestate: `canary=${span}`,
    'x-b3-traceid': trace,
    'x-b3-spanid': span,
    'x-b3-sampled': '1',
    baggage: `canary=${span}`,
  }
}

/** What is wrong with a call that should carry these headers, each once; with undefined, none of them. */
export function faultsOf({ path, rawHeaders }, wanted) {
  return Object.keys(canaries()).flatMap((name) => {
    const seen = rawHeaders.filter((_, i) => i % 2 === 1 && rawHeaders[i - 1].toLowerCase() === name)
    const expected = wanted === undefined ? [] : [wanted[name]]
    if (String(seen) === String(expected)) return []
    return [`${path}: ${name} was ${seen.join(' and ') || 'absent'} instead of ${expected[0] ?? 'absent'}`]
  })
}
