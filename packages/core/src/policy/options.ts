import type { FormatName } from '../headers/formats.ts'
import type { TargetPattern } from './targets.ts'

/** A header to forward under another name than the one it came in with; or a prefix with its own caps. */
export interface HeaderEntry {
  /** Name on the inbound request, or a prefix such as `x-team-*`. Any case. */
  inbound: string
  /** Name on outbound calls. Default: the inbound name. Not for a prefix. */
  outbound?: string
  /** Prefix only: how many headers at most. Default: 16. */
  maxCount?: number
  /** Prefix only: how many bytes (names and values) at most. Default: 2048. */
  maxBytes?: number
}

/**
 * All that can be chosen. Each option has an environment variable too (docs/options.md); what the code says goes
 * before the environment, the environment before the default.
 */
export interface Options {
  /** Names of the formats to forward. Default: all but `client-trace-id`. */
  formats?: readonly FormatName[]
  /**
   * More headers to forward, for example `end-user` or `x-team-*`. They count as user data: they stay inside the
   * mesh, and make room first when the budget is short. Headers that concern one hop only are refused (TF003).
   */
  headers?: readonly (string | HeaderEntry)[]
  /** Hosts outside the mesh that may get the ids too: `api.partner.com`, `*.partner.com`, `10.0.0.0/8`, `host:8443`, a function, `all`. */
  targets?: readonly TargetPattern[] | 'all'
  /** Hosts that get nothing, although they are in the mesh or listed in `targets`. */
  ignoreTargets?: readonly TargetPattern[]
  /** Hosts outside the mesh that may get user data (baggage, correlation, extra headers) on top of the ids. */
  userDataTargets?: readonly TargetPattern[] | 'all'
  /** The cluster's DNS domain, if it is not `cluster.local`. Names under it are inside the mesh. */
  clusterDomain?: string
  /**
   * Budget for the captured set, names and values, in bytes. User data is left out first. Baggage of up to 8,192 bytes in 64
   * members is carried beyond it, as W3C wants it, unless the budget is set lower than that. Default: 8192.
   */
  maxBytes?: number
  /** Forward values as they came, malformed ones too. Default: false. */
  verbatim?: boolean
  /** Make an x-request-id (a random UUID, which Envoy can sample on) when none came. Default: false. */
  generate?: boolean
  /** From which peers to capture: addresses, CIDR blocks or a function of the peer's address. Default: from all. */
  trust?: readonly string[] | ((address: string) => boolean)
  /**
   * How long what a request has started still carries its headers once the request is over, in milliseconds; Infinity for
   * ever. After that, timers, subscriptions and pools that some request once started carry nothing. Default: 60000.
   */
  expiresAfter?: number
}
