// Decides whether a failed call should be repeated by the app.
import { current, TraceferryError } from '@traceferry/core'
import { guard, milliseconds, oneOf, option, policyFor, readOptions, whole } from '@traceferry/core/internal'
import { meshError } from './mesh-error.ts'

/** The options of `retries()`. Which hosts are inside the mesh comes from the options of `traceferry()`. */
export interface RetryOptions {
  /**
   * Who repeats a failed call inside the mesh: the sidecars ('mesh') or the app ('app'). Never both: A retries in the app
   * and S in its sidecar make (1+A)(1+S) calls, at each hop. There is no default. Variable: TRACEFERRY_RETRY_OWNER.
   */
  retryOwner?: 'mesh' | 'app'
  /** How often the app repeats a call that it owns. Default: 2. */
  limit?: number
  /** Longest pause before a retry, in milliseconds. A longer Retry-After ends the retries. Default: 10,000. */
  maxDelayMs?: number
}

/** A failed call. */
export interface FailedCall {
  /** The absolute URL of the call. Its host decides who owns the retry. Client libraries type it as optional. */
  readonly url: string | URL | undefined
  /** Default: GET. */
  readonly method?: string
  /** How often the call has been repeated so far: 0 after the first attempt. */
  readonly retried: number
  /** Whether the call is safe to repeat whatever its method, for example with an Idempotency-Key. Default: false. */
  readonly idempotent?: boolean
}

/** The decisions that a retry library needs. Made by {@link retries}. */
export interface Retries {
  /** Who repeats calls inside the mesh. */
  readonly retryOwner: 'mesh' | 'app'
  /** How often the app may repeat a call to this URL: 0 if the mesh does it. */
  limitFor(url: string | URL | undefined): number
  /** Whether the app should repeat this call, given its response or error. */
  shouldRetry(outcome: unknown, call: FailedCall): boolean
  /** Milliseconds to wait before the retry: Retry-After, otherwise a random time that grows with each attempt. */
  delayMs(outcome: unknown, call: { readonly retried: number }): number
}

/** The idempotent methods of RFC 9110, 9.2.2. */
const idempotent = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE'])
/** The first pause, in milliseconds: the same as Envoy's. */
const BASE = 25

/**
 * Decides for any retry library whether the app should repeat a call. Inside the mesh it should only if the app owns the
 * retries. No sidecar repeats calls to hosts outside the mesh, so the app always may. A call is repeated if a retry can help,
 * if it is safe to send twice, and if the deadline leaves time.
 *
 * The options of `traceferry()`, such as `clusterDomain`, say which hosts are inside the mesh, also for calls outside a
 * request. If the app does not use `traceferry()`, the environment variables do.
 *
 * Throws a `TraceferryError` at startup when an option is wrong or `retryOwner` is missing (TF030).
 *
 * @example
 * const retry = retries({ retryOwner: 'mesh' })
 * retry.shouldRetry(error, { url: 'http://orders:8080/', retried: 0 }) // false: the sidecar has
 */
export function retries(options: RetryOptions = {}): Retries {
  const { retryOwner, limit, maxDelayMs } = readOptions(kinds, options)
  if (retryOwner === undefined) {
    throw new TraceferryError('TF030', 'retryOwner is missing', 'set retryOwner to "mesh" or "app"')
  }
  const limitFor = (url: string | URL | undefined) => (retryOwner === 'mesh' && isInside(url) ? 0 : limit)

  return Object.freeze({
    retryOwner,
    limitFor,
    shouldRetry(outcome: unknown, call: FailedCall) {
      if (call.retried >= limitFor(call.url)) return false
      const error = meshError(outcome)
      if (error === undefined || !error.retry || (error.retryAfterMs ?? 0) > maxDelayMs) return false
      const safe = call.idempotent === true || idempotent.has((call.method ?? 'GET').toUpperCase())
      return (safe || !error.mayHaveRun) && hasTime(error.retryAfterMs ?? 0)
    },
    delayMs(outcome: unknown, { retried }: { readonly retried: number }) {
      const told = meshError(outcome)?.retryAfterMs
      return told ?? Math.min(maxDelayMs, Math.ceil(Math.random() * BASE * (2 ** (retried + 1) - 1)))
    },
  })
}

/** A URL that cannot be read counts as inside, because a double retry is worse than none. */
function isInside(url: string | URL | undefined): boolean {
  try {
    // Calls at startup and in jobs have no request. Then the options of the process decide.
    return policyFor(current()?.policy).verdictFor(new URL(String(url)).origin).inside
  } catch {
    return true
  }
}

/** Whether the deadline of the current request leaves more than `waitMs`. */
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
