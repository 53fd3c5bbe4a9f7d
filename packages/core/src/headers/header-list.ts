// Headers as one flat list, [name, value, name, value, ...]: the form node:http hands them over in, the cheapest to keep
// for the life of a request, and free of any object key such as __proto__ that a client could choose. This file alone
// knows where in it a name stands and where a value: whoever searched such a list by hand took a value that equals
// another header's name for that name, and let headers out, merged them, or lost them.

declare const FLAT: unique symbol

/** A flat list of ours. It cannot be indexed or searched but through this file. */
export interface HeaderList {
  readonly [FLAT]: true
}

/** Any flat list: one of ours, `request.rawHeaders`, or the `headers` of a captured set. */
export type Lines = HeaderList | readonly string[]

/** A list without headers. */
export function createList(): HeaderList {
  return [] as never
}

/** The list as it is handed out: to Node, to undici, to a user. */
export function toLines(list: Lines): readonly string[] {
  return list as never
}

/** How many headers there are. A name without a value, at the end of a list that is not ours, is none. */
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

/** Puts another name in the place of one. */
export function setNameAt(list: HeaderList, i: number, name: string): void {
  const flat = list as never as string[]
  flat[2 * i] = name
}

/** Puts another value in the place of one. */
export function setValueAt(list: HeaderList, i: number, value: string): void {
  const flat = list as never as string[]
  flat[2 * i + 1] = value
}

/** Puts a header at the end. */
export function append(list: HeaderList, name: string, value: string): void {
  const flat = list as never as string[]
  flat.push(name, value)
}

/** The value under exactly this name, the first of several; '' when there is none. */
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

/** Empties the values under these names; their places stay, and are left out when capture ends. */
export function remove(list: HeaderList, ...names: string[]): void {
  const flat = list as never as string[]
  for (let i = 0; i < flat.length; i += 2) if (names.includes(flat[i] as string)) flat[i + 1] = ''
}

/** Takes all but the first so many headers off. */
export function keepFirst(list: HeaderList, size: number): void {
  const flat = list as never as string[]
  flat.length = 2 * size
}

/** A copy of the first so many headers. */
export function firstOf(list: Lines, size: number): HeaderList {
  return (list as readonly string[]).slice(0, 2 * size) as never
}

/** Whether a name at the end has no value: no list of headers, which a client will refuse. */
export function hasOddLength(flat: readonly unknown[]): boolean {
  return flat.length % 2 !== 0
}

/** Calls `visit` for each pair of a flat list, whatever is in it: a caller's own may hold anything. */
export function eachPair(flat: readonly unknown[], visit: (name: unknown, value: unknown) => void): void {
  for (let i = 0; i < flat.length; i += 2) visit(flat[i], flat[i + 1])
}
