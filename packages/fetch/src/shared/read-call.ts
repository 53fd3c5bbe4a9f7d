// A call whose headers are read at most once.
import type { Call, HeadersShape } from '@traceferry/core'
import type { Lines } from '@traceferry/core/internal'
import type { Read, Unreadable } from './read-caller-headers.ts'

// Makes `decide` say that the target cannot be read.
const UNREADABLE = Object.freeze(['host', '(unreadable headers)'])

/** A call whose headers are read only if its target gets something, and then once. */
export class ReadCall<H extends HeadersShape> implements Call {
  readonly origin: string
  readonly also: readonly string[] | undefined
  readonly path: string | undefined
  readonly #given: H
  readonly #reader: (headers: H) => Read | Unreadable
  #read: Read | Unreadable | undefined

  constructor({ origin, also, path }: Omit<Call, 'headers'>, given: H, reader: (headers: H) => Read | Unreadable) {
    this.origin = origin
    this.also = also
    this.path = path
    this.#given = given
    this.#reader = reader
  }

  get headers(): readonly unknown[] {
    this.#read ??= this.#reader(this.#given)
    return this.#read.list ?? UNREADABLE
  }

  /** What the client gets instead of the caller's headers, with these pairs at the end. */
  with(added: Lines): HeadersShape {
    const read = this.#read
    if (read === undefined) return this.#given
    return read.list === undefined ? read.instead : read.with(added)
  }
}
