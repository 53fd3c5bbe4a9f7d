import { originOfHost } from '@traceferry/core/internal'

// Where a dispatched call will go.

interface Named {
  origin?: string | URL
  servername?: unknown
}

/** The origin that the call names; a Client or Pool does without. */
export function namedOrigin({ origin }: Named): string | undefined {
  return origin instanceof URL ? origin.origin : (origin ?? undefined)
}

/**
 * The origins of whoever sees a call beside `origin`: the one that it names to a Client or Pool of another, and the name that TLS
 * is told to ask for.
 */
export function otherOrigins(opts: Named, origin: string): readonly string[] | undefined {
  const named = namedOrigin(opts) ?? origin
  const { servername } = opts
  if (named === origin && !servername) return undefined
  return servername ? [named, originOfHost('https:', String(servername))] : [named]
}

/** Whether two spellings mean the same: `http://orders/` and `http://orders:80`, say. */
export function sameOrigin(a: string | undefined, b: string | undefined): boolean {
  if (a === b) return true
  if (a === undefined || b === undefined || !URL.canParse(a) || !URL.canParse(b)) return false
  return new URL(a).origin === new URL(b).origin
}
