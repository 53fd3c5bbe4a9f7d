// Reads the options of `deadline()`.
import { type Environment, flag, milliseconds, option, readOptions } from '@traceferry/core/internal'

/**
 * The options of `deadline()`. Each has an environment variable. Code wins over the environment, and the environment over
 * the default.
 */
export interface DeadlineOptions {
  /** Milliseconds for a request that brings no shorter deadline. Default: none, so such a request has no deadline. */
  defaultMs?: number
  /** Milliseconds that this hop keeps for its own answer and subtracts from the time for the next one. Default: 10. */
  marginMs?: number
  /** Whether the calls of a request end when its client closes the connection. Default: true. */
  disconnect?: boolean
  /** Whether calls that return a stream of events also end at the deadline. Default: false. */
  streams?: boolean
  /** Send `x-envoy-upstream-rq-timeout-ms` too. A default Istio sidecar strips it; some other Envoys obey. Default: false. */
  trustEnvoyHeaders?: boolean
  /** Send `l5d-timeout` too, for a Linkerd installed with `--allow-l5d-request-headers`. Default: false. */
  linkerdPerRequest?: boolean
}

/** The options, read. */
export interface DeadlineSettings {
  readonly defaultMs: number | undefined
  readonly marginMs: number
  readonly disconnect: boolean
  readonly streams: boolean
  readonly trustEnvoyHeaders: boolean
  readonly linkerdPerRequest: boolean
}

/** Checks all options once, at startup. Throws a `TraceferryError` with the wrong value and the fix. */
export function readDeadlineOptions(options: DeadlineOptions, environment: Environment): DeadlineSettings {
  return readOptions(kinds, options, environment)
}

const kinds = {
  defaultMs: option(milliseconds(1), { variable: 'TRACEFERRY_DEADLINE_DEFAULT_MS' }),
  marginMs: option(milliseconds(), { variable: 'TRACEFERRY_DEADLINE_MARGIN_MS', fallback: 10 }),
  disconnect: option(flag, { variable: 'TRACEFERRY_DEADLINE_DISCONNECT', fallback: true }),
  streams: option(flag, { variable: 'TRACEFERRY_DEADLINE_STREAMS', fallback: false }),
  trustEnvoyHeaders: option(flag, { variable: 'TRACEFERRY_DEADLINE_TRUST_ENVOY_HEADERS', fallback: false }),
  linkerdPerRequest: option(flag, { variable: 'TRACEFERRY_DEADLINE_LINKERD_PER_REQUEST', fallback: false }),
}
