// Which cases of the header rules go through real sidecars, what each asks of the app, and why the others do not go.
import { readFileSync } from 'node:fs'
import { createPolicy } from '@traceferry/core'

/**
 * The cases as packages/core/test/vectors has them, each with what it asks of the app.
 * @type {any[]}
 */
export const vectors = JSON.parse(
  readFileSync(new URL('../../packages/core/test/vectors/rules.json', import.meta.url), 'utf8'),
).map((vector) => ({ ...vector, ask: askOf(vector) }))

/**
 * The cases to send: those that are legal HTTP requests, and about headers of HTTP requests.
 * @returns {any[]}
 */
export const sent = () => vectors.filter((vector) => reasonNotSent(vector) === undefined)

/**
 * The others: reason -> names.
 * @returns {Record<string, string[]>}
 */
export function notSent() {
  const reasons = {}
  for (const vector of vectors) {
    const reason = reasonNotSent(vector)
    if (reason !== undefined) reasons[reason] = [...(reasons[reason] ?? []), vector.name]
  }
  return reasons
}

/**
 * The options that a case names, for `traceferry()`.
 * @returns {import('@traceferry/core').Options}
 */
export function optionsOf({ policy }) {
  if (policy === 'verbatim') return { verbatim: true }
  const [, key, value] = /(extra|allow|maxBytes|formats)[:=](\S+)/.exec(policy) ?? []
  if (key === 'extra') return { headers: value.split(',') }
  if (key === 'allow') return { targets: value.split(',') }
  if (key === 'formats') return { formats: /** @type {any} */ (value.split(',')) }
  return key === 'maxBytes' ? { maxBytes: Number(value) } : {}
}

function reasonNotSent(vector) {
  const names = vector.in.map(([name]) => name)
  if (/out=(?!WebSocket)/.test(vector.policy)) return 'not HTTP: the headers of a message, or gRPC metadata'
  if (vector.policy.includes('through the API')) return 'a value that the app sets itself: nothing arrives'
  if (names.some((name) => name.startsWith(':'))) return 'HTTP/2 only: a pseudo header is not a header line'
  if (names.includes('transfer-encoding') && names.includes('content-length')) return 'not a legal HTTP request'
  try {
    createPolicy(optionsOf(vector), {})
  } catch (error) {
    return `the app refuses to start with these options: ${error.code}`
  }
  return undefined
}

/** What the app does when the request of a case arrives. */
function askOf({ policy, out, env }) {
  const { hostname } = new URL(out?.url ?? 'http://127.0.0.1/')
  return {
    how: howOf(policy),
    calls: policy.includes('two calls') ? 2 : 1,
    host: hostname,
    headers: out?.headers ?? [],
    sdk: sdkOf(env?.otel),
  }
}

/** What an OpenTelemetry SDK in the app has active as it calls: a span of its own, or only what it has extracted. */
function sdkOf(otel) {
  if (otel === undefined) return 'none'
  return otel.activeSpan.startsWith('remote') ? 'remote' : 'active'
}

function howOf(policy) {
  if (policy.includes('WebSocket')) return 'websocket'
  if (policy.includes('withoutPropagation')) return 'withoutForwarding'
  return policy.includes('no active request') ? 'outside a request' : 'call'
}
