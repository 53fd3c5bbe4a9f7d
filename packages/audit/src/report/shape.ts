// The shape of a report.
import type { Client } from './languages.ts'

export interface Report {
  readonly workloads: readonly Workload[]
  readonly edges: readonly ShownEdge[]
  readonly read: Read
  /** What the input does not show, as sentences. */
  readonly notes: readonly string[]
}

export interface Read {
  readonly spans: number
  readonly appSpans: number
  readonly lines: number
  readonly probes: number
  readonly passedOver: number
  readonly broken: number
}

export interface Workload {
  readonly name: string
  readonly namespace?: string | undefined
  /** `gateway` and `edge`: nothing comes in that it could forward. `leaf`: it makes no calls. */
  readonly verdict: 'breaks' | 'whole' | 'leaf' | 'edge' | 'gateway' | 'cannot tell'
  readonly requests: number
  /** Those that are judged. */
  readonly calls: number
  readonly forwarded: number
  readonly share?: number | undefined
  readonly interval?: readonly [number, number] | undefined
  readonly kinds: readonly ShownKind[]
  /** What does not count against it. */
  readonly apart: readonly ShownKind[]
  readonly cure?: Client | undefined
}

export interface ShownKind {
  readonly id: string
  readonly title: string
  readonly count: number
  readonly traces: readonly string[]
  readonly requestIds: readonly string[]
}

export interface ShownEdge {
  readonly from: string
  readonly to: string
  readonly calls: number
  readonly judged: number
  readonly forwarded: number
  readonly kinds: readonly ShownKind[]
  /** Requests whose trace was lost between the two sidecars. */
  readonly between?: ShownKind | undefined
}
