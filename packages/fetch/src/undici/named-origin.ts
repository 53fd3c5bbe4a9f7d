// Finds the origins that a dispatched call names.
import { originOfHost } from '@traceferry/core/internal'

interface Named {
  origin?: string | URL
  servername?: unknown
}

/** The origin that the call names. A call on a Client or Pool need not name one. */
export function namedOrigin({ origin }: Named): string | undefined {
  return origin instanceof URL ? origin.origin : (origin ?? undefined)
}

/**
 * The origins of the other hosts that see a call: the one that it names to a Client or Pool of another host, and the
 * name that TLS asks for.
 */
export function otherOrigins(opts: Named, origin: string): readonly string[] | undefined {
  const named = namedOrigin(opts) ?? origin
  const { servername } = opts
  if (named === origin && !servername) return undefined
  return servername ? [named, originOfHost('https:', String(servername))] : [named]
}

/** Whether two spellings mean the same origin, such as `http://orders/` and `http://orders:80`. */
export function sameOrigin(a: string | undefined, b: string | undefined): boolean {
  if (a === b) return true
  if (a === undefined || b === undefined || !URL.canParse(a) || !URL.canParse(b)) return false
  return new URL(a).origin === new URL(b).origin
}
