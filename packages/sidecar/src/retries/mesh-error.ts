// Tells who answered a failed call, and whether a retry can help.
import { errorChain } from './error-chain.ts'
import { type ClientResponse, readResponse } from './read-response.ts'
import { envoyReply, envoyTextOfLength, linkerdReply, type SidecarReply } from './sidecar-reply.ts'

/** What is known about a failed call. */
export interface MeshError extends SidecarReply {
  /** Who answered: a sidecar on the way, or the app. `unknown` if that cannot be told or nothing answered. */
  readonly by: 'sidecar' | 'app' | 'unknown'
  /** Absent if the call got no answer. */
  readonly status?: number
  /** Milliseconds to wait before a retry, from `Retry-After`. */
  readonly retryAfterMs?: number
  /** How often the sidecar tried, if it says so. With more than one, it owns the retries and they did not help. */
  readonly attempts?: number
}

/**
 * Tells who answered a failed call and whether a retry can help. Takes the response of fetch, undici, node:http, axios, got
 * or superagent, or the error that one of them threw. Returns undefined for a status below 400. Never throws.
 *
 * It recognizes what Envoy and Linkerd write and apps do not. Some answers of Envoy cannot be recognized without the body.
 * Then `by` is 'unknown', so pass the text as `body` if you have read it.
 *
 * @example
 * const response = await fetch('http://orders:8080/')
 * const error = meshError(response)
 * if (error?.by === 'sidecar') log.warn(`the mesh says ${error.reason}`)
 */
export function meshError(outcome: unknown, body?: string): MeshError | undefined {
  const answer = readResponse(outcome)
  if (answer === undefined) return withoutAnswer(outcome)
  if (answer.status < 400) return undefined
  const { by, reply } = whoAnswered(answer, body ?? answer.body)
  const retryAfterMs = waitOf(answer.header('retry-after'))
  const attempts = attemptsOf(answer, body ?? answer.body)
  const overloaded = answer.header('x-envoy-overloaded') === 'true'
  const told = overloaded ? { ...reply, reason: 'overloaded', retry: false } : reply
  // A rate limit is worth a retry only if it says when to come back.
  const limited = answer.header('x-envoy-ratelimited') !== undefined || answer.status === 429
  const retry = (limited ? retryAfterMs !== undefined : told.retry) && (attempts ?? 1) <= 1
  return {
    by,
    status: answer.status,
    reason: limited && !overloaded ? 'rate limited' : told.reason,
    retry,
    mayHaveRun: told.mayHaveRun && !limited,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    ...(attempts !== undefined && { attempts }),
  }
}

/** The only headers on an answer of Envoy itself. An app sends others, or a content-type other than plain text/plain. */
const envoys =
  /^(content-(length|type)|date|server|connection|transfer-encoding|x-envoy-.*|x-local-rate-limit|x-ratelimit-.*|retry-after)$/

function whoAnswered(answer: ClientResponse, body: string | undefined): { by: MeshError['by']; reply: SidecarReply } {
  const { status, header, names } = answer
  if (header('l5d-proxy-error') !== undefined) return { by: 'sidecar', reply: linkerdReply(status) }
  const fromApp = { by: 'app', reply: appReply(status) } as const
  const known = body === undefined ? undefined : envoyReply(body)
  const looksLikeEnvoy = header('content-type') === 'text/plain' && names.every((name) => envoys.test(name))
  if (body !== undefined) return known !== undefined && looksLikeEnvoy ? { by: 'sidecar', reply: known } : fromApp
  if (!looksLikeEnvoy) return fromApp
  const guessed = envoyReply(envoyTextOfLength(status, Number(header('content-length'))) ?? '')
  if (guessed !== undefined && /envoy/.test(header('server') ?? '')) return { by: 'sidecar', reply: guessed }
  return { by: 'unknown', reply: appReply(status) }
}

/** RFC 9110: 408, 425, 502 and 503 may succeed the next time; 504 says that the time was up. */
function appReply(status: number): SidecarReply {
  return { reason: `status ${status}`, retry: [408, 425, 502, 503].includes(status), mayHaveRun: status >= 500 }
}

function withoutAnswer(error: unknown): MeshError {
  const chain = errorChain(error)
  const says = (names: RegExp) => chain.some(({ name, code }) => names.test(String(code)) || names.test(String(name)))
  const reply = { by: 'unknown' } as const
  if (says(/^(DeadlineExceeded|ClientDisconnected|AbortError|CanceledError|UND_ERR_ABORTED|ERR_CANCELED)$/)) {
    return { ...reply, reason: 'ended by the caller', retry: false, mayHaveRun: true }
  }
  if (says(/^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT)$/)) {
    return { ...reply, reason: 'no connection', retry: true, mayHaveRun: false }
  }
  if (says(/^(ECONNRESET|EPIPE|UND_ERR_SOCKET)$/)) {
    return { ...reply, reason: 'connection lost', retry: true, mayHaveRun: true }
  }
  if (says(/^(TimeoutError|ETIMEDOUT|ECONNABORTED|UND_ERR_HEADERS_TIMEOUT|UND_ERR_BODY_TIMEOUT)$/)) {
    return { ...reply, reason: 'timeout', retry: true, mayHaveRun: true }
  }
  return { ...reply, reason: 'unknown', retry: false, mayHaveRun: true }
}

function attemptsOf({ header }: ClientResponse, body: string | undefined): number | undefined {
  const told = header('x-envoy-attempt-count')
  if (told !== undefined && /^\d{1,6}$/.test(told)) return Number(told)
  // Envoy's own answers say that it retried, but not how often.
  return body !== undefined && /^upstream connect error .* retried and the latest/.test(body) ? 2 : undefined
}

/** RFC 9110, 10.2.3: seconds, or a date. */
function waitOf(value: string | undefined): number | undefined {
  if (value === undefined) return undefined
  if (/^\d{1,9}$/.test(value.trim())) return Number(value) * 1000
  const date = Date.parse(value)
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now())
}
