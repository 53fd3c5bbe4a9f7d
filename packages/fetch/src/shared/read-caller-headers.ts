import type { HeadersShape } from '@traceferry/core'
import { hasOddLength, type Lines, objectOf, pairsOf, sizeOf, toLines } from '@traceferry/core/internal'
import { ReplayedPairs } from '../undici/replayed-pairs.ts'
import { isPair, isTakenPair } from './is-pair.ts'

// A caller's headers may run code of the caller's: getters, iterators, proxies. Who reads them before the client does gets the
// first answer, and the client another: of a generator it then finds nothing. So they are read once, as the client would,
// and the client gets what was read. What cannot be had in that way is not touched: the call carries nothing.

/** What was read of a caller's headers. */
export interface Read {
  /** A flat list of names and values. */
  readonly list: readonly unknown[]
  /** What the client gets in their place, with these pairs at the end. */
  with(added: Lines): HeadersShape
}

/** Headers that carry nothing, and what the client gets in their place. */
export interface Unreadable {
  readonly list: undefined
  readonly instead: HeadersShape
}

// Not imported: see core's hosts.ts.
const { isProxy } = process.getBuiltinModule('node:util').types

/** As undici reads them: flat lists, objects, and what iterates over pairs. */
export function readForUndici(headers: HeadersShape): Read | Unreadable {
  if (headers === null || headers === undefined)
    return { list: [], with: (added) => (sizeOf(added) === 0 ? headers : objectOf([], added)) }
  if (isProxy(headers)) return unreadable(headers)
  if (Array.isArray(headers)) return readList(headers)
  try {
    return Symbol.iterator in headers ? readPairs(headers as Iterable<unknown>) : readObject(headers)
  } catch {
    return unreadable(headers)
  }
}

/** As node:http2 reads them: an object, whose own properties it copies, symbols included, or on Node 24 and later a list. */
export function readForHttp2(headers: HeadersShape): Read | Unreadable {
  if (headers === null || (headers !== undefined && typeof headers !== 'object') || isProxy(headers))
    return unreadable(headers)
  // Node asks for some of a list's values twice.
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

/** By descriptors: every method of a list would ask them. */
function hasGetters(list: readonly unknown[]): boolean {
  for (let i = 0; i < list.length; i++) {
    if (Object.getOwnPropertyDescriptor(list, i)?.get !== undefined) return true
  }
  return false
}

/** As node:http reads a list, flat or of pairs: a copy, and whether it may be looked at. */
export function copyOfList(headers: readonly unknown[]): { list: readonly unknown[]; unreadable: boolean } {
  // One that Node will refuse is shown in its error, as it came.
  if (isProxy(headers) || (hasOddLength(headers) && !Array.isArray(headers[0])))
    return { list: headers, unreadable: true }
  const list = [...headers]
  if (!Array.isArray(list[0])) return { list, unreadable: list.some(isProxy) }
  const pairs = list.map((pair) => (Array.isArray(pair) && !isProxy(pair) ? [...pair] : pair))
  return { list: pairs, unreadable: pairs.some((pair) => !Array.isArray(pair) || isProxy(pair) || pair.some(isProxy)) }
}

/** A flat list, of which a copy is handed on. One that a client will refuse is left to it. */
function readList(headers: readonly unknown[]): Read | Unreadable {
  if (isProxy(headers) || hasOddLength(headers)) return unreadable(headers)
  const list = [...headers]
  return list.some(isProxy) ? unreadable(list) : { list, with: (added) => [...list, ...toLines(added)] }
}

function readObject(headers: object): Read {
  const list: unknown[] = []
  for (const name of Object.keys(headers)) list.push(name, (headers as Record<string, unknown>)[name])
  // What it inherits may be looked at, too, though it is not sent: undici's ProxyAgent looks for a host.
  const kind = Object.getPrototypeOf(headers)
  return { list, with: (added) => objectOf(list, added, kind) }
}

const MAX_PAIRS = 1000

/** What no client would take is given to undici as it came, error included: it shall say itself what is wrong. */
function readPairs(headers: Iterable<unknown>): Read | Unreadable {
  const pairs: unknown[] = []
  const iterator = headers[Symbol.iterator]()
  // Handed over once, it is used up: to where undici refuses a header, and no further, as a retry would go on from there.
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
