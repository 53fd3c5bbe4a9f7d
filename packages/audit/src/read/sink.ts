// Where everything that is read ends: records, and what could not be read.
import type { SidecarRecord } from '../model/record.ts'

/** What the origin of a line or span tells of it beyond its own text. */
export interface Origin {
  /** For messages: a path, `standard input`, the URL of a store. */
  readonly name: string
  /** The pod or file that a log line came from, where the file's name tells. */
  readonly instance?: string | undefined
  readonly workload?: string | undefined
  readonly namespace?: string | undefined
}

export interface Sink {
  record(record: SidecarRecord): void
  /** One value or line that is neither a span nor of an access log. */
  passedOver(origin: Origin): void
  /** One that should have been and is broken: cut off, not JSON, without ids. */
  broken(origin: Origin, why: string): void
}
