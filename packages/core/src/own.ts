import { eachPair, get, isOdd, type Lines, nameAt, pairsOf, sizeOf, toLines, valueAt } from './header-list.ts'

// The headers that the caller set on a call, in any of the shapes that Node's clients take. Read, never changed.

/** node:http and undici take an object, a flat list, a list of pairs, or anything that iterates over pairs. */
export type HeadersShape = object | readonly unknown[] | null | undefined

const NONE = Object.freeze({})

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

/** A copy in the same shape with these pairs at its end; the original stays as it was. */
export function withHeaders(headers: HeadersShape, added: Lines): object {
  if (Array.isArray(headers)) {
    return Array.isArray(headers[0]) ? [...headers, ...pairsOf(added)] : [...headers, ...toLines(added)]
  }
  if (headers !== null && headers !== undefined && Symbol.iterator in headers) {
    return [...(headers as Iterable<unknown>), ...pairsOf(added)]
  }
  // Ours first: a header of the caller's cannot be among them, and to go on from a copy of the caller's object is
  // twenty times as slow (8 headers, Node 20).
  const copy: Record<string, unknown> = {}
  for (let i = 0; i < sizeOf(added); i++) copy[nameAt(added, i)] = valueAt(added, i)
  for (const name of Object.keys(headers ?? NONE)) {
    const value = (headers as Record<string, unknown>)[name]
    if (name !== '__proto__') copy[name] = value
    else Object.defineProperty(copy, name, { value, enumerable: true, configurable: true, writable: true })
  }
  return copy
}

/** A copy in the same shape without these pairs, where both name and value are still the ones that were added. */
export function withoutHeaders(headers: HeadersShape, added: Lines): HeadersShape {
  if (sizeOf(added) === 0 || headers === null || headers === undefined) return headers
  const isOurs = (name: unknown, value: unknown) => value !== '' && get(added, lower(name)) === value
  if (Array.isArray(headers) && !Array.isArray(headers[0])) {
    // One that is no list of pairs is an error to come, which is the client's to throw.
    if (isOdd(headers)) return headers
    const kept: unknown[] = []
    eachPair(headers, (name, value) => isOurs(name, value) || kept.push(name, value))
    return kept
  }
  if (Symbol.iterator in headers) {
    return [...(headers as Iterable<[unknown, unknown]>)].filter(([name, value]) => !isOurs(name, value))
  }
  return Object.fromEntries(Object.entries(headers).filter(([name, value]) => !isOurs(name, value)))
}

/** A name that is an object is an error to come. It is not asked for its text, which may run code of the caller's. */
function lower(name: unknown): string {
  if (typeof name === 'string') return name.toLowerCase()
  return isObject(name) ? '' : String(name).toLowerCase()
}

// As a signature and as a host it keeps ours back.
const NO_TEXT = 'AWS4- (a value that is no text)'

/** A value, unless its text would be made by code of the caller's, who may give another one when the client asks. */
function shown(value: unknown): unknown {
  if (!isObject(value)) return value
  return Array.isArray(value) && !value.some(isObject) ? value : NO_TEXT
}

function isObject(value: unknown): boolean {
  return (typeof value === 'object' && value !== null) || typeof value === 'function'
}
