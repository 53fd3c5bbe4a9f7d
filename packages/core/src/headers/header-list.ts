// Headers as one flat list, [name, value, name, value, ...]. node:http passes headers in this form. It is the cheapest form to keep
// for the life of a request, and it has no object keys such as __proto__ that a client could choose. Only this file knows where
// names and values are in the list. Code that searched such a list by itself mistook a value for a name when both were the same
// text, and then leaked, merged or lost headers.

declare const FLAT: unique symbol

/** A flat list that traceferry made. Only this file can index or search it. */
export interface HeaderList {
  readonly [FLAT]: true
}

/** Any flat list: a `HeaderList`, `request.rawHeaders`, or the `headers` of a captured set. */
export type Lines = HeaderList | readonly string[]

/** A list without headers. */
export function createList(): HeaderList {
  return [] as never
}

/** The list as plain strings, for Node, undici or a user. */
export function toLines(list: Lines): readonly string[] {
  return list as never
}

/** The number of headers. A name without a value, at the end of a list from outside, does not count. */
export function sizeOf(list: Lines): number {
  return (list as readonly string[]).length >> 1
}

/** The name of header number `i`, from 0 to `sizeOf(list) - 1`. */
export function nameAt(list: Lines, i: number): string {
  return (list as readonly string[])[2 * i] as string
}

/** The value of header number `i`, from 0 to `sizeOf(list) - 1`. */
export function valueAt(list: Lines, i: number): string {
  return (list as readonly string[])[2 * i + 1] as string
}

/** Replaces a name. */
export function setNameAt(list: HeaderList, i: number, name: string): void {
  const flat = list as never as string[]
  flat[2 * i] = name
}

/** Replaces a value. */
export function setValueAt(list: HeaderList, i: number, value: string): void {
  const flat = list as never as string[]
  flat[2 * i + 1] = value
}

/** Adds a header at the end. */
export function append(list: HeaderList, name: string, value: string): void {
  const flat = list as never as string[]
  flat.push(name, value)
}

/** The value of exactly this name, or of the first one if there are several, or '' if there is none. */
export function get(list: Lines, name: string): string {
  const flat = list as readonly string[]
  for (let i = 0; i < flat.length; i += 2) if (flat[i] === name) return flat[i + 1] as string
  return ''
}

/** The names, in order. */
export function namesOf(list: Lines): string[] {
  return pairsOf(list).map(([name]) => name)
}

/** Each header as a pair, in order. */
export function pairsOf(list: Lines): [name: string, value: string][] {
  const pairs: [string, string][] = []
  for (let i = 0; i < sizeOf(list); i++) pairs.push([nameAt(list, i), valueAt(list, i)])
  return pairs
}

/** Empties the values of these names. Their places stay until the capture ends, which leaves them out. */
export function remove(list: HeaderList, ...names: string[]): void {
  const flat = list as never as string[]
  for (let i = 0; i < flat.length; i += 2) if (names.includes(flat[i] as string)) flat[i + 1] = ''
}

/** Whether two lists have the same headers, in any order and with names in any case. Long lists count as different: a client chooses how long. */
export function isSame(list: Lines, other: Lines): boolean {
  const size = sizeOf(list)
  if (size !== sizeOf(other) || size > 32) return false
  const values = new Map(pairsOf(other).map(([name, value]) => [name.toLowerCase(), value]))
  return values.size === size && pairsOf(list).every(([name, value]) => values.get(name.toLowerCase()) === value)
}

/** Keeps only the first `size` headers. */
export function keepFirst(list: HeaderList, size: number): void {
  const flat = list as never as string[]
  flat.length = 2 * size
}

/** A copy of the first `size` headers. */
export function firstOf(list: Lines, size: number): HeaderList {
  return (list as readonly string[]).slice(0, 2 * size) as never
}

/** Whether a name at the end has no value. A client will refuse such a list. */
export function hasOddLength(flat: readonly unknown[]): boolean {
  return flat.length % 2 !== 0
}

/** Calls `visit` for each pair of a flat list, which may hold anything if it came from a caller. */
export function eachPair(flat: readonly unknown[], visit: (name: unknown, value: unknown) => void): void {
  for (let i = 0; i < flat.length; i += 2) visit(flat[i], flat[i + 1])
}
