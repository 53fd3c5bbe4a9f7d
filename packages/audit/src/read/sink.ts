// Where everything that is read ends: records, and what could not be read.
import type { SidecarRecord } from '../model/record.ts'

/** Where a line or span was read from, and what that tells about it beyond its own text. */
export interface Input {
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
  passedOver(input: Input): void
  /** One that should have been and is broken: cut off, not JSON, without ids. */
  broken(input: Input, why: string): void
}
