// Checks the pairs of name and value that come from an iterable of headers.
import { isSendable, isToken } from '@traceferry/core/internal'

// Not imported: see core's hosts.ts.
const { isProxy } = process.getBuiltinModule('node:util').types

/** Whether it is a pair, and reading it runs no code of the app. */
export function isPair(value: unknown): value is [unknown, unknown] {
  return Array.isArray(value) && !isProxy(value) && value.length === 2 && !value.some(isProxy)
}

const REFUSED = /^(?:transfer-encoding|keep-alive|upgrade|expect)$/i

/** Whether undici, in all of its versions, takes the pair as a header of a call. */
export function isTakenPair(pair: unknown): boolean {
  if (!isPair(pair)) return false
  const [name, value] = pair
  if (typeof name !== 'string' || !isToken(name) || REFUSED.test(name)) return false
  if (/^content-length$/i.test(name)) return /^\d+$/.test(String(value))
  if (/^connection$/i.test(name)) return typeof value === 'string' && /^(?:close|keep-alive)$/i.test(value)
  return typeof value === 'number' || (typeof value === 'string' && isSendable(value))
}
