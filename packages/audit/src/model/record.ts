// What one line of an access log or one span says: the only shape that the rest of the audit knows.

/**
 * `inbound` and `outbound` as a sidecar sees them. `app`: a span that the application made itself; it only links others. `proxy`: a
 * second span that a proxy made for the same call; it also only links others.
 */
export type Direction = 'inbound' | 'outbound' | 'app' | 'proxy'

export interface SidecarRecord {
  readonly direction: Direction
  /** Which sidecar: a node id, a pod, an address. Requests and calls of one instance share a clock. */
  readonly instance: string
  /** Whose sidecar, as far as the record alone says. A log line does not say: its instance's other lines do. */
  readonly workload?: Name | undefined
  /** Whose it may be, as a last resort: the name of a file. */
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
  /** The called service. For an inbound log line: the name that its caller requested. */
  readonly peer?: Name | undefined
  /** The cluster that the proxy sends it to. Two records of one proxy with the same cluster are one call. */
  readonly upstreamCluster?: string | undefined
  readonly userAgent?: string | undefined
  /** A probe of Kubernetes, a load balancer or a monitor. */
  readonly probe?: boolean | undefined
  /** The proxy is a gateway: there is no application behind it. */
  readonly gateway?: boolean | undefined
  /** The called service is outside the mesh: it should not get headers. */
  readonly outside?: boolean | undefined
  /** Whether the trace is recorded, if the record says so. */
  readonly sampled?: boolean | undefined
  readonly source: 'span' | 'log'
}

/** A workload or a service. */
export interface Name {
  readonly name: string
  readonly namespace?: string | undefined
}
