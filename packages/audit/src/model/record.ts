// What one line of an access log or one span says: the only shape that the rest of the audit knows.

/**
 * `inbound` and `outbound` as a sidecar sees them. `app`: a span that the application made itself; it only links others.
 * `proxy`: a second span that a proxy made of the same call; it only links others, too.
 */
export type Direction = 'inbound' | 'outbound' | 'app' | 'proxy'

export interface SidecarRecord {
  readonly direction: Direction
  /** Which sidecar: a node id, a pod, an address. Requests and calls of one instance are on one clock. */
  readonly instance: string
  /** Whose sidecar, as far as the record tells by itself. A log line does not: its instance's other lines do. */
  readonly workload?: Name | undefined
  /** Whose it may be, for want of anything better: the name of a file. */
  readonly hint?: Name | undefined
  readonly traceId?: string | undefined
  readonly spanId?: string | undefined
  /** The parent's span id, `none` for a root, `unknown` where the record has no such field. */
  readonly parent: { readonly id: string } | 'none' | 'unknown'
  readonly requestId?: string | undefined
  /** Microseconds since 1970. */
  readonly start: number
  /** Microseconds. */
  readonly duration: number
  /** Who is called. Of an inbound line of a log: the name that its caller asked for. */
  readonly peer?: Name | undefined
  /** The cluster that the proxy sends it to. Two records of one proxy with the same cluster are one call. */
  readonly upstreamCluster?: string | undefined
  readonly userAgent?: string | undefined
  /** A probe of Kubernetes, a load balancer or a monitor. */
  readonly probe?: boolean | undefined
  /** The proxy is a gateway: no application stands behind it. */
  readonly gateway?: boolean | undefined
  /** What is called is outside of the mesh: no headers are owed to it. */
  readonly outside?: boolean | undefined
  /** Whether the trace is recorded, where the record tells. */
  readonly sampled?: boolean | undefined
  readonly source: 'span' | 'log'
}

/** A workload or a service. */
export interface Name {
  readonly name: string
  readonly namespace?: string | undefined
}
