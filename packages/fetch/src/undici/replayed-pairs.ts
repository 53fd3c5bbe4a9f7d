// An iterable that repeats what was read of another one, and goes on with the rest.
/**
 * Iterates over what was read, then over the rest, and fails as the original did. Like a Map, it has no properties of
 * its own, because undici's ProxyAgent spreads headers into an object.
 */
export class ReplayedPairs implements Iterable<unknown> {
  readonly #pairs: readonly unknown[]
  readonly #rest: Iterator<unknown> | undefined
  readonly #failed: { error: unknown } | undefined

  constructor(pairs: readonly unknown[], rest?: Iterator<unknown>, failed?: { error: unknown }) {
    this.#pairs = pairs
    this.#rest = rest
    this.#failed = failed
  }

  *[Symbol.iterator](): Generator<unknown> {
    const rest = this.#rest
    let left = rest !== undefined
    try {
      yield* this.#pairs
      while (rest !== undefined) {
        left = false // an iterator that fails is not closed
        const next = rest.next()
        if (next.done === true) break
        left = true
        yield next.value
      }
    } finally {
      // If the reader stops early, the rest is closed, as a generator must be.
      if (left) rest?.return?.()
    }
    if (this.#failed !== undefined) throw this.#failed.error
  }
}
