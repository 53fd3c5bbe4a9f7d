// Reads and copies the headers of a call, in all shapes that Node's clients take.
import { objectOfLines } from '../engine/object-of-lines.ts'
import { eachPair, get, hasOddLength, type Lines, pairsOf, sizeOf, toLines } from '../headers/header-list.ts'

// The headers that the caller set are read, and never changed.

/** node:http and undici take an object, a flat list, a list of pairs, or any iterable of pairs. */
export type HeadersShape = object | readonly unknown[] | null | undefined

/** Calls `visit` with each name, in lower case, and its value. */
export function eachHeader(headers: HeadersShape, visit: (name: string, value: unknown) => void): void {
  if (headers === null || headers === undefined) return
  if (Array.isArray(headers)) {
    if (Array.isArray(headers[0])) for (const pair of headers) visit(lower(pair[0]), shown(pair[1]))
    else eachPair(headers, (name, value) => visit(lower(name), shown(value)))
  } else if (Symbol.iterator in headers) {
    for (const pair of headers as Iterable<[unknown, unknown]>) visit(lower(pair[0]), shown(pair[1]))
  } else {
    for (const name of Object.keys(headers))
      visit(name.toLowerCase(), shown((headers as Record<string, unknown>)[name]))
  }
}

/** A copy of a list (flat or of pairs), or of an object, with these pairs added. The original stays as it was. */
export function withHeaders(headers: object | readonly unknown[], added: Lines): object {
  if (!Array.isArray(headers)) return objectOf(Object.entries(headers).flat(1), added)
  return Array.isArray(headers[0]) ? [...headers, ...pairsOf(added)] : [...headers, ...toLines(added)]
}

/**
 * A flat list and these pairs, as an object that inherits from `kind`. Our pairs come first: the caller has none of
 * their names, and adding to a copy of the caller's object is twenty times as slow (8 headers, Node 20).
 */
export function objectOf(list: readonly unknown[], added: Lines, kind: object | null = Object.prototype): object {
  const plain = kind === Object.prototype || kind === null
  const copy: Record<string, unknown> = plain ? objectOfLines(added) : Object.create(kind)
  // Most calls set no header, and each callback is an object.
  if (plain && list.length === 0) return copy
  if (!plain) eachPair(toLines(added), (name, value) => define(copy, name as string, value))
  eachPair(list, (name, value) => {
    if (plain && name !== '__proto__') copy[name as string] = value
    else define(copy, name as string, value)
  })
  return copy
}

function define(object: object, name: string, value: unknown): void {
  Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true })
}

/** A copy in the same shape without these pairs, if both name and value are still what was added. */
export function withoutHeaders(headers: HeadersShape, added: Lines): HeadersShape {
  if (sizeOf(added) === 0 || headers === null || headers === undefined) return headers
  const isOurs = (name: unknown, value: unknown) => value !== '' && get(added, lower(name)) === value
  if (Array.isArray(headers) && !Array.isArray(headers[0])) {
    // This is not a list of pairs: the client will throw an error.
    if (hasOddLength(headers)) return headers
    const kept: unknown[] = []
    eachPair(headers, (name, value) => isOurs(name, value) || kept.push(name, value))
    return kept
  }
  if (Symbol.iterator in headers) {
    const kept = [...(headers as Iterable<[unknown, unknown]>)].filter(([name, value]) => !isOurs(name, value))
    // undici takes any iterable of pairs, but takes a list as a flat one.
    return Array.isArray(headers) ? kept : kept.flat()
  }
  return Object.fromEntries(Object.entries(headers).filter(([name, value]) => !isOurs(name, value)))
}

/**
 * For a name that is an object, the client will throw an error. We do not turn it into text, which may run the caller's
 * code.
 */
function lower(name: unknown): string {
  if (typeof name === 'string') return name.toLowerCase()
  return isObject(name) ? '' : String(name).toLowerCase()
}

// Read as a signature, or as a host, this text keeps our headers away.
const NO_TEXT = 'AWS4- (a value that is not text)'

/** A value, unless the caller's code makes its text: it may make another one when the client asks. */
function shown(value: unknown): unknown {
  if (!isObject(value)) return value
  return Array.isArray(value) && !value.some(isObject) ? value : NO_TEXT
}

function isObject(value: unknown): boolean {
  return (typeof value === 'object' && value !== null) || typeof value === 'function'
}
