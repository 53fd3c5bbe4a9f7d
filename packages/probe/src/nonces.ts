/**
 * Remembers nonces until their tokens have ended, so that each is good once. Bounded: when there are too many at once, new
 * ones are refused rather than old ones forgotten, as a forgotten one could be used again.
 */
export function createNonces(most = 10_000): (nonce: string, until: number, now?: number) => boolean {
  const known = new Map<string, number>()
  return function isNew(nonce, until, now = Date.now()) {
    if (known.has(nonce)) return false
    if (known.size >= most) for (const [old, end] of known) if (end < now) known.delete(old)
    if (known.size >= most) return false
    known.set(nonce, until)
    return true
  }
}
