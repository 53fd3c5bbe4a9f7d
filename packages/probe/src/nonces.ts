// Makes sure that each token is used only once.
/**
 * Remembers each nonce until its token expires, so that it works once. Above the limit it refuses new nonces. It does not
 * forget old ones, because a forgotten nonce could be used again.
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
