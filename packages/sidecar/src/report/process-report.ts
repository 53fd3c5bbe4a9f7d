// The shape of the report.

/** Version 1 of the report, as docs/doctor.md describes it. All times are in ms. */
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
  /** What Node adds to `keepAliveTimeout`. It can be set since Node 22.23. */
  readonly keepAliveTimeoutBuffer?: number
}

/** An agent of node:http or node:https that calls went through. Agents with equal settings are one entry. */
export interface ReportedAgent {
  readonly name: string
  readonly keepAlive: boolean
  /** How long the agent keeps an idle connection. */
  readonly idleTimeout?: number
  /** Absent when there is no limit. */
  readonly maxSockets?: number
  /** The highest number of calls that waited for a socket at once. */
  readonly pending: number
}

/** The calls to one host, by fetch, undici, node:http and node:https. */
export interface ReportedCalls {
  readonly host: string
  readonly protocol: string
  readonly count: number
  /** How many of them were made for a request with tracing headers. */
  readonly inContext: number
  /** How many of them were sent with tracing headers. */
  readonly forwarded: number
  /** The shortest timeout that was set for a call, otherwise the longest wait of a call that timed out. */
  readonly timeout?: number
}

/** Watches for one part of the report. */
export interface ReportPart<T> {
  read(): T[]
  end(): void
}
