import type { Place } from '../read/source.ts'

export interface Listener {
  readonly address: string
  readonly port: number
  /** ms; only a Node process can tell. */
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
  /** Of them, made while handling a request that came with trace headers. */
  readonly inContext?: number
  /** Of them, sent with trace headers. */
  readonly forwarded?: number
  /** ms after which the app gives up. */
  readonly timeout?: number
  readonly retries?: number
}

/** What one running process tells: from /proc, or from a report it wrote itself. */
export interface LiveReport {
  readonly process: string
  readonly place: Place
  /** Where to point at for a member of a report; the whole report where that is not known. */
  readonly at: (path: readonly (string | number)[]) => Place
  readonly servers: readonly Listener[]
  readonly agents: readonly Agent[]
  readonly calls: readonly OutboundCalls[]
  readonly environment: readonly { readonly name: string; readonly value: string; readonly place: Place }[]
}
