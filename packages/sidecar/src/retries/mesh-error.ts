import { errorChain } from './error-chain.ts'
import { type ClientResponse, readResponse } from './read-response.ts'
import { envoyReply, envoyTextOfLength, linkerdReply, type SidecarReply } from './sidecar-reply.ts'

/** What is known about a call that failed. */
export interface MeshError extends SidecarReply {
  /** Who answered: a sidecar on the way, the app at its end, or nobody that could be told. */
  readonly by: 'sidecar' | 'app' | 'unknown'
  /** Undefined for a call that got no answer. */
  readonly status?: number
  /** Milliseconds to wait before another try, as `Retry-After` says. */
  readonly retryAfterMs?: number
  /** How often the sidecar has tried, where it says so. More than one: it owns the retries, and they have not helped. */
  readonly attempts?: number
}

/**
 * Tells of a failed call who answered it and whether another try can help. Takes the answer of fetch, undici, node:http,
 * axios, got or superagent, or the error that one of them threw. Undefined for an answer below 400. Never throws.
 *
 * Answers are told apart by what Envoy and Linkerd write and apps do not. Without the body some of Envoy's cannot be, and
 * `by` is 'unknown': hand the text over where you have read it.
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
  // A limit says when to come back, or it is not known when.
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

/** Only such headers are on an answer that Envoy made. An app's has others, or no text/plain without a charset. */
const envoys =
  /^(content-(length|type)|date|server|connection|transfer-encoding|x-envoy-.*|x-local-rate-limit|x-ratelimit-.*|retry-after)$/

function whoAnswered(answer: ClientResponse, body: string | undefined): { by: MeshError['by']; reply: SidecarReply } {
  const { status, header, names } = answer
  if (header('l5d-proxy-error') !== undefined) return { by: 'sidecar', reply: linkerdReply(status) }
  const fromApp = { by: 'app', reply: appReply(status) } as const
  const spoken = body === undefined ? undefined : envoyReply(body)
  const looksLikeEnvoy = header('content-type') === 'text/plain' && names.every((name) => envoys.test(name))
  if (body !== undefined) return spoken !== undefined && looksLikeEnvoy ? { by: 'sidecar', reply: spoken } : fromApp
  if (!looksLikeEnvoy) return fromApp
  const guessed = envoyReply(envoyTextOfLength(Number(header('content-length'))) ?? '')
  if (guessed !== undefined && /envoy/.test(header('server') ?? '')) return { by: 'sidecar', reply: guessed }
  return { by: 'unknown', reply: appReply(status) }
}

/** By RFC 9110: 408, 425, 502 and 503 may be another matter the next time; 504 says that the time was up. */
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
  // Envoy says so in its own answers, but not how often.
  return body !== undefined && /^upstream connect error .* retried and the latest/.test(body) ? 2 : undefined
}

/** RFC 9110, 10.2.3: seconds, or a date. */
function waitOf(value: string | undefined): number | undefined {
  if (value === undefined) return undefined
  if (/^\d{1,9}$/.test(value.trim())) return Number(value) * 1000
  const date = Date.parse(value)
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now())
}
