// Finds the URL of an undici Client or Pool. They keep it under a private symbol that each copy of undici makes for
// itself. It never changes.
const origins = new WeakMap<object, string | null>()

/** The origin of a Client or Pool. */
export function dispatcherUrl(dispatcher: unknown): string | undefined {
  if (typeof dispatcher !== 'object' || dispatcher === null) return undefined
  const known = origins.get(dispatcher)
  if (known !== undefined) return known ?? undefined
  const symbol = Object.getOwnPropertySymbols(dispatcher).find((s) => s.description === 'url')
  const url = symbol === undefined ? undefined : (dispatcher as Record<symbol, unknown>)[symbol]
  const origin = url instanceof URL ? url.origin : undefined
  origins.set(dispatcher, origin ?? null)
  return origin
}
