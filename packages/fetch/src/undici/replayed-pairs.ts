/**
 * What iterates over what has been read, then over the rest, and fails as it did. As a Map, it has nothing of its own: undici's ProxyAgent
 * spreads headers into an object.
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
        left = false // one that fails is not told
        const next = rest.next()
        if (next.done === true) break
        left = true
        yield next.value
      }
    } finally {
      // Who leaves early closes a generator: so it is told.
      if (left) rest?.return?.()
    }
    if (this.#failed !== undefined) throw this.#failed.error
  }
}
