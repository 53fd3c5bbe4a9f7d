import { current, TraceferryError } from '@traceferry/core'
import { guard, milliseconds, oneOf, option, policyFor, readOptions, whole } from '@traceferry/core/internal'
import { meshError } from './mesh-error.ts'

/** What can be chosen for retries. What is inside the mesh, the app's line says. */
export interface RetryOptions {
  /**
   * Who repeats a failed call inside the mesh: the sidecars ('mesh') or the app ('app'). Never both: A retries in the app
   * over S in its sidecar make (1+A)(1+S) calls, and that at each hop. No default; `TRACEFERRY_RETRY_OWNER` sets it too.
   */
  retryOwner?: 'mesh' | 'app'
  /** How often the app repeats a call that is its own to repeat. Default: 2. */
  limit?: number
  /** Longest pause between two tries, in milliseconds. A longer Retry-After ends the tries. Default: 10000. */
  maxDelayMs?: number
}

/** A call that failed, and what came of it. */
export interface FailedCall {
  /** Where the call went, absolute: the host decides whose the retry is. Libraries leave it open in their types. */
  readonly url: string | URL | undefined
  /** Default: GET. */
  readonly method?: string
  /** How often the call has been repeated: 0 after the first try. */
  readonly retried: number
  /** Whether repeating it does no harm although its method may: it has an Idempotency-Key. Default: false. */
  readonly idempotent?: boolean
}

/** Answers what a retry library asks. Made by {@link retries}. */
export interface Retries {
  /** Who repeats calls inside the mesh. */
  readonly retryOwner: 'mesh' | 'app'
  /** How often a call to this URL may be repeated by the app: 0 where the mesh does it. */
  limitFor(url: string | URL | undefined): number
  /** Whether the app shall repeat this call, given its answer or error. */
  shouldRetry(outcome: unknown, call: FailedCall): boolean
  /** Milliseconds to wait before that: what Retry-After says, else a random time that grows with each try. */
  delayMs(outcome: unknown, call: { readonly retried: number }): number
}

/** RFC 9110, 9.2.2. */
const idempotent = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE'])
const BASE = 25 // milliseconds, as Envoy's own back-off begins

/**
 * Decides for any retry library whether a call is the app's to repeat. Inside the mesh that is so only when the app owns
 * the retries; to hosts outside, whose calls no sidecar repeats, it always is. Repeated is what can be helped by it, what
 * does no harm twice, and what the deadline still allows.
 *
 * What is inside the mesh, the app's line says (`traceferry({ clusterDomain })`), for calls outside of a request too; where
 * there is no line, the environment does.
 *
 * Throws a `TraceferryError` at start-up when an option is wrong or nobody owns the retries.
 *
 * @example
 * const retry = retries({ retryOwner: 'mesh' })
 * retry.shouldRetry(error, { url: 'http://orders:8080/', retried: 0 }) // false: the sidecar has
 */
export function retries(options: RetryOptions = {}): Retries {
  const { retryOwner, limit, maxDelayMs } = readOptions(kinds, options)
  if (retryOwner === undefined) {
    throw new TraceferryError('TF030', 'nobody owns the retries', 'set retryOwner to "mesh" or "app"')
  }
  const limitFor = (url: string | URL | undefined) => (retryOwner === 'mesh' && isInside(url) ? 0 : limit)

  return Object.freeze({
    retryOwner,
    limitFor,
    shouldRetry(outcome: unknown, call: FailedCall) {
      if (call.retried >= limitFor(call.url)) return false
      const error = meshError(outcome)
      if (error === undefined || !error.retry || (error.retryAfterMs ?? 0) > maxDelayMs) return false
      const harmless = call.idempotent === true || idempotent.has((call.method ?? 'GET').toUpperCase())
      return (harmless || !error.mayHaveRun) && hasTime(error.retryAfterMs ?? 0)
    },
    delayMs(outcome: unknown, { retried }: { readonly retried: number }) {
      const told = meshError(outcome)?.retryAfterMs
      return told ?? Math.min(maxDelayMs, Math.ceil(Math.random() * BASE * (2 ** (retried + 1) - 1)))
    },
  })
}

/** One that cannot be read counts as inside: to repeat what another repeats is the worse mistake. */
function isInside(url: string | URL | undefined): boolean {
  try {
    // A start-up call and a job have no request: then the line itself tells.
    return policyFor(current()?.policy).verdictFor(new URL(String(url)).origin).inside
  } catch {
    return true
  }
}

/** Whether the request that the call belongs to will still be there (`deadline()`). */
function hasTime(waitMs: number): boolean {
  const captured = current()
  const left = captured && guard()?.remaining(captured)
  return left === undefined || left > waitMs
}

const kinds = {
  retryOwner: option(oneOf(['mesh', 'app'], 'TF030'), { variable: 'TRACEFERRY_RETRY_OWNER' }),
  limit: option(whole(0, 100), { fallback: 2 }),
  maxDelayMs: option(milliseconds(), { fallback: 10_000 }),
}
