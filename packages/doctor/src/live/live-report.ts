// The shape of what a running process tells, from /proc or from its own report.
import type { Place } from '../read/source.ts'

export interface Listener {
  readonly address: string
  readonly port: number
  /** In ms; known only from a process's own report. */
  readonly keepAliveTimeout?: number
  readonly keepAliveTimeoutBuffer?: number
}

export interface Agent {
  readonly name: string
  readonly keepAlive: boolean
  /** How long it keeps an idle connection, in ms. */
  readonly idleTimeout?: number
  readonly maxSockets?: number
  /** Calls that waited for a socket. */
  readonly pending?: number
}

export interface OutboundCalls {
  readonly host: string
  readonly protocol: string
  readonly count: number
  /** How many of them the app made while it handled a request with trace headers. */
  readonly inContext?: number
  /** How many of them went out with trace headers. */
  readonly forwarded?: number
  /** The app gives up after this many ms. */
  readonly timeout?: number
  readonly retries?: number
}

/** What one running process tells, from /proc or from its own report. */
export interface LiveReport {
  readonly process: string
  readonly place: Place
  /** The place of a member of a report, or of the whole report where the member's place is unknown. */
  readonly at: (path: readonly (string | number)[]) => Place
  readonly servers: readonly Listener[]
  readonly agents: readonly Agent[]
  readonly calls: readonly OutboundCalls[]
  readonly environment: readonly { readonly name: string; readonly value: string; readonly place: Place }[]
}
