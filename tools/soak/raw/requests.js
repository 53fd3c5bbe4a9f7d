// The requests of one connection, as bytes: legal ones with anything for values, and at the end perhaps one that is not
// legal, cut short, or too large.
import { randomOf } from './random.js'
import { anyBytes, forbidden, tracing, unnamed, valueFor, wellFormed } from './values.js'

/** No connection has more; the number of a request is that of its connection times this, plus its place. */
export const MOST = 8

/** The number of a request as it is in its path, with a check: damage to it must not make it another's. */
export function tokenOf(n) {
  return `${n}x${(Math.imul(n, 2654435761) >>> 0).toString(16).padStart(8, '0')}`
}

/** The number again; undefined for a damaged one. */
export function numberOf(token) {
  const n = Number(token.split('x')[0])
  return tokenOf(n) === token ? n : undefined
}

/** { requests: [{ n, text, pairs, plain }], end, cut } of connection `index`; `pairs` is undefined for an illegal request. */
export function connectionOf(seed, index) {
  const random = randomOf(seed, index)
  const requests = []
  const count = 1 + random.below(MOST)
  for (let i = 0; i < count; i++) {
    const n = index * MOST + i
    const last = i === count - 1
    requests.push(last && random.chance(0.3) ? oddRequest(random, n) : legalRequest(random, n))
  }
  // Half-closed after all has been sent, or cut off; sent in one piece, or in two.
  const end = random.chance(0.05) ? 'cut' : 'half-closed'
  return { requests, end, split: random.chance(0.2) ? random.below(1000) / 1000 : 0 }
}

/** The request of this number, to judge a call by that comes after its connection has ended. */
export function requestOf(seed, n) {
  return connectionOf(seed, Math.floor(n / MOST)).requests[n % MOST]
}

function legalRequest(random, n) {
  const pairs = []
  // A plain id that must go on, in every other request; the rest have whatever comes, or nothing.
  const plain = random.chance(0.5) ? `r-${n}` : undefined
  if (plain !== undefined) pairs.push([random.pick(['x-request-id', 'X-Request-Id', 'X-REQUEST-ID']), plain])
  if (!random.chance(0.2)) addHeaders(random, n, pairs, plain !== undefined)
  if (random.chance(0.01)) addMany(random, n, pairs)
  return framed(random, n, pairs, plain)
}

function addHeaders(random, n, pairs, plain) {
  const count = random.below(10)
  for (let i = 0; i < count; i++) {
    const name = random.pick(random.chance(0.75) ? tracing : random.chance(0.5) ? forbidden : unnamed)
    if (plain && name === 'X-Request-Id') continue
    const value = forbidden.includes(name) ? wellFormed(random, '', n) : valueFor(random, name, n)
    pairs.push([random.chance(0.3) ? name.toUpperCase() : name, value])
    if (random.chance(0.1)) pairs.push([name, valueFor(random, name, n)])
  }
}

/** Hundreds of headers, or one of thousands of bytes. */
function addMany(random, n, pairs) {
  if (random.chance(0.5))
    return pairs.push([random.pick(['baggage', 'X-Team-A', 'tracestate']), `k=${'x'.repeat(random.below(12_000))}${n}`])
  const count = random.below(1000)
  for (let i = 0; i < count; i++) pairs.push([`uberctx-${i}`, `${n}`])
}

function framed(random, n, pairs, plain) {
  const framing = random.below(10)
  const method = framing < 6 ? random.pick(['GET', 'GET', 'HEAD', 'OPTIONS']) : random.pick(['POST', 'PUT'])
  const path = `/c/${tokenOf(n)}`
  const target = random.pick([
    path,
    path,
    `${path}?a=b&c=%0d%0a`,
    `http://evil.example.com${path}`,
    `/${path}`,
    `${path}#f`,
  ])
  const body = framing < 6 ? '' : anyBytes(random, 1 + random.below(40))
  const chunked = framing === 9
  const lines = [`${method} ${target} HTTP/1.1`, 'Host: service.test']
  for (const [name, value] of pairs) lines.push(`${name}: ${value}`)
  if (chunked) lines.push('Transfer-Encoding: chunked')
  else if (body !== '') lines.push(`Content-Length: ${body.length}`)
  const sent = chunked ? `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n` : body
  return { n, text: `${lines.join('\r\n')}\r\n\r\n${sent}`, pairs, plain }
}

/** Not legal, or not whole. What of it reaches the app must still be a part of what came. */
function oddRequest(random, n) {
  const { text, pairs } = legalRequest(random, n)
  const at = random.below(text.length)
  const insert = (bytes) => text.slice(0, at) + bytes + text.slice(at)
  const second = (line) => text.replace('\r\n', `\r\n${line}\r\n`)
  switch (random.below(10)) {
    case 0:
      return { n, text: text.slice(0, at), pairs }
    case 1:
      return { n, text: insert(anyBytes(random, 1 + random.below(4))) }
    case 2:
      return { n, text: insert(random.pick(['\0', '\r', '\n', '\r\n', '\r\n\r\n'])) }
    case 3:
      return { n, text: second(`X-Request-Id: ${n}\r\n folded-${n}`) }
    case 4:
      return {
        n,
        text: second(
          `${random.pick(['X-Request-Id ', ' X-Request-Id', 'x request id', 'x-request-id\0', '\u00e9', ''])}: ${n}`,
        ),
      }
    case 5:
      return {
        n,
        text: second(`Content-Length: 3\r\n${random.pick(['Content-Length: 4', 'Transfer-Encoding: chunked'])}`),
      }
    case 6:
      // Beyond Node's own limit of 16 KiB.
      return { n, text: second(`X-Request-Id: ${'x'.repeat(60 * 1024)}`) }
    case 7:
      return { n, text: second(`traceparent: ${anyBytes(random, 55)}`) }
    case 8:
      return {
        n,
        text: text.replace(
          /^\w+ \S+ HTTP\/1.1/,
          random.pick([
            'get / HTTP/1.1',
            'GET  HTTP/1.1',
            'GET / HTTP/9.9',
            'BREW / HTTP/1.1',
            'PRI * HTTP/2.0',
            'GET /a b HTTP/1.1',
          ]),
        ),
      }
    default:
      return { n, text: anyBytes(random, 1 + random.below(200)) }
  }
}
