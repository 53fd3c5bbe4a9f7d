// The destination of everything that is read: records, and what could not be read.
import type { SidecarRecord } from '../model/record.ts'

/** Where a line or span was read from, and what that says about it beyond its own text. */
export interface Input {
  /** For messages: a path, `standard input`, the URL of a store. */
  readonly name: string
  /** The pod or file that a log line came from, if the file's name says so. */
  readonly instance?: string | undefined
  readonly workload?: string | undefined
  readonly namespace?: string | undefined
}

export interface Sink {
  record(record: SidecarRecord): void
  /** One value or line that is not a span and not from an access log. */
  passedOver(input: Input): void
  /** One that should have been, but is broken: cut off, not JSON, without ids. */
  broken(input: Input, why: string): void
}
