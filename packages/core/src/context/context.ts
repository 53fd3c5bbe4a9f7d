// Where a captured set lives while its request is handled.
import type { Frame } from '../engine/frames.ts'
import type { Captured } from '../inbound/captured.ts'

/**
 * Holds the captured set while a request is handled. It is opened empty when the request comes in, so that everything
 * that happens to the request is inside, even what a framework does after the handler. An adapter fills it. It ends
 * after its request. Everything that a request started shares this one object, so that one check tells whether the
 * request is over.
 */
export interface Context {
  /** Undefined before an adapter has captured, and once it has expired. */
  captured: Captured | undefined
  /** When it expires, in milliseconds of `performance.now()`; 0 while the request is open. */
  expiresAt: number
  /** Whether it had a captured set that has expired. */
  expired: boolean
  /** The request's context that this one is a part of, and ends with. */
  readonly part: Context | undefined
  /**
   * The raw headers of the request that a server opened it for, until its answer is over: for a line that sees the request only as
   * a web Request.
   */
  lines: readonly string[] | undefined
  /** The first frame that holds it, if this Node has frames. */
  frame: OwnFrame | undefined
}

/** What we keep on a frame: the context in it, if we made the frame, and the same frame without a context. */
export interface OwnFrame extends Frame {
  context?: Context
  outside?: OwnFrame | undefined
}
