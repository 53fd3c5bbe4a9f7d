// The options that a user can set.
import type { FormatName } from '../headers/formats.ts'
import type { TargetPattern } from './target.ts'

/** A header to forward under another name than it came in with, or a prefix with its own limits. */
export interface HeaderEntry {
  /** Name on the inbound request, or a prefix such as `x-team-*`. Any case. */
  inbound: string
  /** Name on outbound calls. Default: the inbound name. Not for a prefix. */
  outbound?: string
  /** Prefix only: the maximum number of headers. Default: 16. */
  maxCount?: number
  /** Prefix only: the maximum number of bytes (names and values). Default: 2048. */
  maxBytes?: number
}

/**
 * All options. Each one has an environment variable too (docs/options.md). Code wins over the environment, and the
 * environment wins over the default.
 */
export interface Options {
  /** Names of the formats to forward. Default: all except `client-trace-id`. */
  formats?: readonly FormatName[]
  /**
   * More headers to forward, for example `end-user` or `x-team-*`. They count as user data: they stay inside the mesh,
   * and are dropped first when the byte budget is exceeded. Headers that belong to one hop are refused (TF003).
   */
  headers?: readonly (string | HeaderEntry)[]
  /** Hosts outside the mesh that may also get the ids: `api.partner.com`, `*.partner.com`, `10.0.0.0/8`, `host:8443`, a function, `all`. */
  targets?: readonly TargetPattern[] | 'all'
  /** Hosts that get nothing, even if they are in the mesh or listed in `targets`. */
  ignoreTargets?: readonly TargetPattern[]
  /**
   * Hosts outside the mesh that may get user data (baggage, correlation, the headers of the option `headers`) in
   * addition to the ids.
   */
  userDataTargets?: readonly TargetPattern[] | 'all'
  /** The cluster's DNS domain, if it is not `cluster.local`. Names under it are inside the mesh. */
  clusterDomain?: string
  /**
   * Byte budget of the captured set, names and values. User data is dropped first. Baggage of up to 8,192 bytes in 64
   * members is carried in addition, as W3C requires, unless the budget is set lower than that. Default: 8192.
   */
  maxBytes?: number
  /** Forward values unchanged, including malformed ones. Default: false. */
  verbatim?: boolean
  /** Make an x-request-id (a random UUID, which Envoy can sample on) if the request has none. Default: false. */
  generate?: boolean
  /** The peers to capture from: addresses, CIDR blocks or a function of the peer's address. Default: all peers. */
  trust?: readonly string[] | ((address: string) => boolean)
  /**
   * How long the calls that a request started still carry its headers after the request is over, in milliseconds; Infinity means
   * forever. After that, timers, subscriptions and pools that the request started carry nothing. Default: 60000.
   */
  expiresAfterMs?: number
}
