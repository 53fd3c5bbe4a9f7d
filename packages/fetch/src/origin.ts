// Where a dispatched call will go.

interface Named {
  origin?: string | URL
}

/** The origin that the call names; a Client or Pool does without. */
export function namedOrigin({ origin }: Named): string | undefined {
  return origin instanceof URL ? origin.origin : (origin ?? undefined)
}

/** Whether two spellings mean the same: `http://orders/` and `http://orders:80`, say. */
export function sameOrigin(a: string | undefined, b: string | undefined): boolean {
  if (a === b) return true
  if (a === undefined || b === undefined || !URL.canParse(a) || !URL.canParse(b)) return false
  return new URL(a).origin === new URL(b).origin
}

// Clients and pools keep their URL under a private symbol that each copy of undici makes for itself. Which of an
// object's symbols it is gets remembered by class.
const urlSymbols = new WeakMap<object, symbol | null>()

/** The origin of a Client or Pool. */
export function urlOf(dispatcher: unknown): string | undefined {
  if (typeof dispatcher !== 'object' || dispatcher === null) return undefined
  const kind = Object.getPrototypeOf(dispatcher) as object
  let symbol = urlSymbols.get(kind)
  if (symbol === undefined) {
    symbol = Object.getOwnPropertySymbols(dispatcher).find((s) => s.description === 'url') ?? null
    urlSymbols.set(kind, symbol)
  }
  const url = symbol === null ? undefined : (dispatcher as Record<symbol, unknown>)[symbol]
  return url instanceof URL ? url.origin : undefined
}
