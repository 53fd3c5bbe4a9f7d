// Where a captured set lives while its request is handled.
import type { Frame } from '../engine/frames.ts'
import type { Captured } from '../inbound/captured.ts'

/**
 * Where the captured set lives while a request is handled. It is opened empty as the request comes in, so that all that
 * happens to the request is inside, also what a framework does after the handler; an adapter fills it; it ends after its
 * request. Everything that was started in a request shares the one object, so that one look tells all of them that it is over.
 */
export interface Context {
  /** Undefined before an adapter has captured, and once it has expired. */
  captured: Captured | undefined
  /** When it expires, in milliseconds of `performance.now()`; 0 while the request is open. */
  expiresAt: number
  /** Whether it had a captured set once, and is over. */
  expired: boolean
  /** The context of the request that this one is a part of, and ends with. */
  readonly part: Context | undefined
  /** The first frame with it, where Node has such. */
  frame: OwnFrame | undefined
}

/** What we note on a frame: the context in it, if we have made it, and the same frame without. */
export interface OwnFrame extends Frame {
  context?: Context
  outside?: OwnFrame | undefined
}
