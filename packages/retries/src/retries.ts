import { current, type Options, TraceferryError } from '@traceferry/core'
import { guard, lineOf, policyOf, type ResolvedPolicy, resolvePolicy, show } from '@traceferry/core/internal'
import { meshError } from './mesh-error.ts'

/**
 * What can be chosen for retries. The options of the app's line may stand here, too, and then count in its place: they say
 * what is inside the mesh.
 */
export interface RetryOptions extends Options {
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
 * What is inside the mesh, these options say; where they do not, those of the app's own line, and where there is none, the
 * environment.
 *
 * Throws a `TraceferryError` at start-up when an option is wrong or nobody owns the retries.
 *
 * @example
 * const retry = retries({ retryOwner: 'mesh' })
 * retry.shouldRetry(error, { url: 'http://orders:8080/', retried: 0 }) // false: the sidecar has
 */
export function retries(options: RetryOptions = {}): Retries {
  const { retryOwner, limit, maxDelayMs, policy, chosen } = readOptions(options)
  // A start-up call and a job have no request: then the line itself tells.
  const inForce = () => (chosen ? policy : policyInForce(policy))
  const limitFor = (url: string | URL | undefined) => (retryOwner === 'mesh' && isInside(url, inForce()) ? 0 : limit)

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
/** The policy of the request that is handled, else of the app's line. */
function policyInForce(otherwise: ResolvedPolicy): ResolvedPolicy {
  const captured = current()
  return captured === undefined ? (lineOf() ?? otherwise) : policyOf(captured)
}

function isInside(url: string | URL | undefined, { verdictFor }: ResolvedPolicy): boolean {
  try {
    return verdictFor(new URL(String(url)).origin).inside
  } catch {
    return true
  }
}

/** Whether the request that the call belongs to will still be there (@traceferry/deadline). */
function hasTime(waitMs: number): boolean {
  const captured = current()
  const left = captured && guard()?.remaining(captured)
  return left === undefined || left > waitMs
}

interface Settings extends Required<Pick<RetryOptions, 'retryOwner' | 'limit' | 'maxDelayMs'>> {
  readonly policy: ResolvedPolicy
  /** Whether the policy is of these options, and not of the environment alone. */
  readonly chosen: boolean
}

function readOptions(options: RetryOptions): Settings {
  const { retryOwner: _, limit, maxDelayMs, ...ofTheLine } = options
  const policy = policyFrom(ofTheLine)
  const retryOwner = options.retryOwner ?? (process.env.TRACEFERRY_RETRY_OWNER?.trim() || undefined)
  if (retryOwner !== 'mesh' && retryOwner !== 'app') {
    throw new TraceferryError('TF030', `retryOwner is ${show(retryOwner)}`, 'write "mesh" or "app": one repeats calls')
  }
  return {
    retryOwner,
    limit: whole('limit', limit ?? 2, 100),
    maxDelayMs: whole('maxDelayMs', maxDelayMs ?? 10_000, 2_147_483_647),
    policy,
    chosen: Object.values(ofTheLine).some((value) => value !== undefined),
  }
}

function policyFrom(options: Options): ResolvedPolicy {
  try {
    return resolvePolicy(options)
  } catch (error) {
    // To whom knows nothing of our three, they are no options.
    if (error instanceof Error)
      error.message = error.message.replace('options are ', 'options are retryOwner, limit, maxDelayMs, ')
    throw error
  }
}

function whole(name: string, value: unknown, most: number): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= most) return value
  throw new TraceferryError('TF005', `${name} is ${show(value)}`, `write a whole number from 0 to ${most}`)
}
