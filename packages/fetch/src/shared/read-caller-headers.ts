// Reads a caller's headers once, the way the client would.
import type { HeadersShape } from '@traceferry/core'
import { hasOddLength, type Lines, objectOf, pairsOf, toLines } from '@traceferry/core/internal'
import { ReplayedPairs } from '../undici/replayed-pairs.ts'
import { isPair, isTakenPair } from './is-pair.ts'

// A caller's headers may run the caller's code: getters, iterators, proxies. If we read them before the client does, we
// get the first answer, and the client gets another: a generator is empty by then. So they are read once, as the client
// would, and the client gets what was read. Headers that cannot be read this way are not touched, and the call carries
// nothing.

/** What was read of a caller's headers. */
export interface Read {
  /** A flat list of names and values. */
  readonly list: readonly unknown[]
  /** What the client gets instead, with these pairs at the end. */
  with(added: Lines): HeadersShape
}

/** Headers that we must not read: the call carries nothing, and the client gets `instead`. */
export interface Unreadable {
  readonly list: undefined
  readonly instead: HeadersShape
}

// Not imported: see core's hosts.ts.
const { isProxy } = process.getBuiltinModule('node:util').types

/** As undici reads them: flat lists, objects, and iterables of pairs. */
export function readForUndici(headers: object | readonly unknown[]): Read | Unreadable {
  if (isProxy(headers)) return unreadable(headers)
  if (Array.isArray(headers)) return readList(headers)
  try {
    return Symbol.iterator in headers ? readPairs(headers as Iterable<unknown>) : readObject(headers)
  } catch {
    return unreadable(headers)
  }
}

/**
 * As node:http2 reads them: an object, whose own properties it copies, including symbols, or on Node 24 and later a
 * list.
 */
export function readForHttp2(headers: HeadersShape): Read | Unreadable {
  if (headers === null || (headers !== undefined && typeof headers !== 'object') || isProxy(headers))
    return unreadable(headers)
  // Node reads some of a list's values twice.
  if (Array.isArray(headers)) return hasGetters(headers) ? unreadable(headers) : readList(headers)
  try {
    const copy: Record<string, unknown> = { ...headers }
    return {
      list: Object.entries(copy).flat(1),
      with: (added) => Object.assign(copy, Object.fromEntries(pairsOf(added))),
    }
  } catch {
    return unreadable(headers)
  }
}

/** By descriptors, because every method of a list would call the getters. */
function hasGetters(list: readonly unknown[]): boolean {
  for (let i = 0; i < list.length; i++) {
    if (Object.getOwnPropertyDescriptor(list, i)?.get !== undefined) return true
  }
  return false
}

/** As node:http reads a list, flat or of pairs: a copy, and whether it must not be read. */
export function copyOfList(headers: readonly unknown[]): { list: readonly unknown[]; unreadable: boolean } {
  // If Node refuses the list, its error shows the original list.
  if (isProxy(headers) || (hasOddLength(headers) && !Array.isArray(headers[0])))
    return { list: headers, unreadable: true }
  const list = [...headers]
  if (!Array.isArray(list[0])) return { list, unreadable: list.some(isProxy) }
  const pairs = list.map((pair) => (Array.isArray(pair) && !isProxy(pair) ? [...pair] : pair))
  return { list: pairs, unreadable: pairs.some((pair) => !Array.isArray(pair) || isProxy(pair) || pair.some(isProxy)) }
}

/** Reads a flat list, and passes a copy on. A list that a client will refuse is left to the client. */
function readList(headers: readonly unknown[]): Read | Unreadable {
  if (isProxy(headers) || hasOddLength(headers)) return unreadable(headers)
  const list = [...headers]
  return list.some(isProxy) ? unreadable(list) : { list, with: (added) => [...list, ...toLines(added)] }
}

/** A class, because an object with a closure in it is three objects. */
class ReadObject implements Read {
  readonly list: readonly unknown[]
  // Inherited properties may be read too, though they are not sent: undici's ProxyAgent looks for a host.
  readonly #kind: object | null

  constructor(list: readonly unknown[], kind: object | null) {
    this.list = list
    this.#kind = kind
  }

  with(added: Lines): HeadersShape {
    return objectOf(this.list, added, this.#kind)
  }
}

function readObject(headers: object): Read {
  const list: unknown[] = []
  for (const name of Object.keys(headers)) list.push(name, (headers as Record<string, unknown>)[name])
  return new ReadObject(list, Object.getPrototypeOf(headers))
}

const MAX_PAIRS = 1000

/**
 * Pairs that no client would take go to undici as they came, including an error, so that undici itself says what is
 * wrong.
 */
function readPairs(headers: Iterable<unknown>): Read | Unreadable {
  const pairs: unknown[] = []
  const iterator = headers[Symbol.iterator]()
  // An iterable that is its own iterator can be read once. So we read up to the header that undici will refuse, and no
  // further, because a retry would continue from there.
  const mayGoOn = (iterator as unknown) === headers ? isTakenPair : isPair
  try {
    for (let next = iterator.next(); !next.done; next = iterator.next()) {
      pairs.push(next.value)
      if (!mayGoOn(next.value) || pairs.length >= MAX_PAIRS) return unreadable(new ReplayedPairs(pairs, iterator))
    }
  } catch (error) {
    return unreadable(new ReplayedPairs(pairs, undefined, { error }))
  }
  return { list: pairs.flat(), with: (added) => new ReplayedPairs([...pairs, ...pairsOf(added)]) }
}

function unreadable(instead: HeadersShape): Unreadable {
  return { list: undefined, instead }
}
