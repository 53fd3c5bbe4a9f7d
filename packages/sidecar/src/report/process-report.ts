/** Version 1 of the report, as docs/doctor.md describes it. All times in ms. */
export interface ProcessReport {
  readonly version: 1
  readonly process: string
  readonly pid: number
  /** Node's version. */
  readonly node: string
  readonly servers: readonly ReportedServer[]
  readonly agents: readonly ReportedAgent[]
  readonly calls: readonly ReportedCalls[]
}

/** A listening socket of this process. */
export interface ReportedServer {
  readonly address: string
  readonly port: number
  /** HTTP servers only. */
  readonly keepAliveTimeout?: number
  /** What Node adds to it; since Node 22.23 it can be set. */
  readonly keepAliveTimeoutBuffer?: number
}

/** An agent of node:http or node:https that calls went through. Agents with the same settings are one. */
export interface ReportedAgent {
  readonly name: string
  readonly keepAlive: boolean
  /** How long it keeps an idle connection. */
  readonly idleTimeout?: number
  /** Left out when there is no limit. */
  readonly maxSockets?: number
  /** The most calls that waited for a socket at one time. */
  readonly pending: number
}

/** The calls to one host, by fetch, undici, node:http and node:https. */
export interface ReportedCalls {
  readonly host: string
  readonly protocol: string
  readonly count: number
  /** Of them, made for a request that came with tracing headers. */
  readonly inContext: number
  /** Of them, sent with tracing headers. */
  readonly forwarded: number
  /** The shortest that was set for a call, else the longest that was waited before one timed out. */
  readonly timeout?: number
}

/** Watches for one part of the report. */
export interface ReportPart<T> {
  read(): T[]
  end(): void
}
