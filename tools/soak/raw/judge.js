// What may be true of a call, given the bytes of the request that caused it. A problem is its kind, and the details.

/** What the clients themselves write. */
const base = new Set(
  'host connection accept accept-language sec-fetch-mode user-agent accept-encoding content-length'.split(' '),
)
const never =
  /^(x-envoy-|x-forwarded-|proxy-|l5d-|content-|sec-websocket-|:|(forwarded|via|te|trailer|keep-alive|upgrade|expect|transfer-encoding|x-real-ip|grpc-timeout|authorization|cookie)$)/

const leaks = { out: 'sent outside', twin: 'sent by the twin' }

/** The options of each framework's service, as far as they decide what may go: see service.js. */
export const services = [
  { name: 'http', maxBytes: 8192, extra: false, verbatim: false },
  { name: 'express', maxBytes: 8192, extra: true, verbatim: false },
  { name: 'fastify', maxBytes: 8192, extra: true, verbatim: true },
  { name: 'koa', maxBytes: 1000, extra: true, verbatim: false },
]

/**
 * A problem is its kind, and the details.
 * @typedef {[kind: string, detail: string]} Problem
 */

/**
 * @typedef {object} Call
 * @property {'in' | 'out' | 'twin' | undefined} kind
 * @property {number} service
 * @property {string | undefined} token
 * @property {[name: string, value: string][]} carried
 * @property {Problem[]} problems
 */

/**
 * Reads a call's head.
 * @param {string} head
 * @returns {Call}
 */
export function readCall(head) {
  const [first, ...lines] = head.split('\r\n')
  /** @type {any[]} */
  const [, kind, service, token] = /^GET \/(in|out|twin)\/(\d)\/(\w+) HTTP\/1\.1$/.exec(first) ?? []
  /** @type {Problem[]} */
  const problems = kind === undefined ? [['no call of the app', first]] : []
  if (/[\r\n\0]/.test(first + lines.join(''))) problems.push(['a bare CR, LF or NUL', head])
  /** @type {[string, string][]} */
  const headers = lines.map((line) => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon), line.slice(colon + 1).replace(/^ /, '')]
  })
  const carried = headers.filter(([name]) => !base.has(name.toLowerCase()))
  return { kind, service: Number(service), token, carried, problems }
}

/**
 * The problems of a call, which `request` caused.
 * @param {Call} call
 * @param {{ text: string, pairs?: string[][], plain?: string | undefined }} request
 * @returns {Problem[]}
 */
export function problemsOf(call, request) {
  /** @type {Problem[]} */
  const problems = [...call.problems]
  const { maxBytes, extra, verbatim } = services[call.service] ?? services[0]
  if (call.kind !== 'in') {
    const leak = leaks[String(call.kind)]
    for (const [name] of call.carried) problems.push([leak, name])
    return problems
  }

  const came = request.pairs ?? linesOf(request.text)
  const names = new Set()
  let bytes = 0
  for (const [written, value] of call.carried) {
    const name = written.toLowerCase()
    bytes += name.length + value.length
    const inbound = name === 'x-new' && extra ? 'x-old' : name
    const values = came.filter(([other]) => other.toLowerCase() === inbound).map(([, other]) => trimmed(other))
    if (written !== name) problems.push(['not in lower case', written])
    if (never.test(name)) problems.push(['must never go', name])
    if (names.has(name)) problems.push(['goes twice', name])
    if (!extra && /^(end-user|x-team-|x-new)/.test(name)) problems.push(['was not named', name])
    if (!isPart(name, value, values, verbatim)) problems.push(['not what came', `${name}: ${value}`])
    names.add(name)
  }
  if (bytes > maxBytes) problems.push(['over the budget', `${bytes} of ${maxBytes} bytes`])
  if (request.plain !== undefined && !names.has('x-request-id')) problems.push(['lost', 'x-request-id'])
  return problems
}

/** Byte for byte one of the values, its first part, or for the two lists some of their members in their order. */
function isPart(name, value, values, verbatim) {
  if (values.includes(value)) return true
  if (name === 'tracestate' || name === 'baggage') {
    const all = values.join(',')
    return inOrder(value.split(','), all.split(','))
  }
  return !verbatim && values.some((other) => trimmed(other.split(',')[0]) === value)
}

function inOrder(parts, all) {
  let at = 0
  for (const part of parts) {
    at = all.findIndex((other, i) => i >= at && trimmed(other) === trimmed(part)) + 1
    if (at === 0) return false
  }
  return true
}

function trimmed(text) {
  return text.replace(/^[ \t]+|[ \t]+$/g, '')
}

/** An illegal request is read as lines, the way that lets the most through. */
function linesOf(text) {
  return text.split(/\r\n|\r|\n/).map((line) => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon), line.slice(colon + 1)]
  })
}
