// The values that options accept, with one reader for each kind.
import { type ErrorCode, show, TraceferryError } from './errors.ts'
import type { Given, Reader } from './read-options.ts'

/** The maximum milliseconds of a Node timer. */
const LONGEST = 2 ** 31 - 1

/** A boolean; in variables also 1 or 0, and `True` as templates write it: the off switch must not stop startup. */
export const flag: Reader<boolean> = (given) => {
  const { fromVariable } = given
  const value = fromVariable ? String(given.value).toLowerCase() : given.value
  if (value === true || (fromVariable && (value === 'true' || value === '1'))) return true
  if (value === false || (fromVariable && (value === 'false' || value === '0'))) return false
  throw wrong('TF008', given, fromVariable ? 'write true, false, 1 or 0' : 'write true or false')
}

/** A time; the names of such options end in `Ms`. */
export function milliseconds(least = 0, most: number = LONGEST): Reader<number> {
  return numeric(() => true, least, most, 'a number of milliseconds')
}

/** A count, or a number of bytes. */
export function whole(least: number, most: number, unit = ''): Reader<number> {
  return numeric((number) => Number.isInteger(number), least, most, `a whole number${unit && ` of ${unit}`}`)
}

function numeric(fits: (number: number) => boolean, least: number, most: number, kind: string): Reader<number> {
  return (given) => {
    const { value, fromVariable } = given
    const number = fromVariable ? numberIn(String(value)) : value
    if (typeof number === 'number' && number >= least && number <= most && fits(number)) return number
    const range = most === Number.POSITIVE_INFINITY ? `, ${least} or more` : ` from ${least} to ${most}`
    throw wrong('TF005', given, `write ${kind}${range}`)
  }
}

/** As a person writes it: not `0x10` or `1e3`, which are never intended. */
function numberIn(text: string): number {
  return /^-?\d+(\.\d+)?$|^Infinity$/.test(text) ? Number(text) : Number.NaN
}

/** A list; in variables separated by commas. Each item goes through the item reader, under the list's name. */
export function list<T>(item: (given: Given) => T): Reader<readonly T[]> {
  return (given) => itemsOf(given).map((value) => item({ ...given, value, inList: true }))
}

function itemsOf(given: Given): readonly unknown[] {
  const { name, value, fromVariable } = given
  if (fromVariable) {
    const items = String(value)
      .split(',')
      .flatMap((text) => text.trim() || [])
    if (items.length > 0) return items
    throw wrong('TF006', given, 'write a list such as one,two, or remove it', 'which names nothing')
  }
  if (Array.isArray(value)) return value
  throw wrong('TF006', given, `write ${name}: [...]`, 'which is not a list')
}

/** One of a few words. */
export function oneOf<const T extends string>(words: readonly T[], code: ErrorCode = 'TF020'): Reader<T> {
  return (given) => {
    if (words.includes(given.value as T)) return given.value as T
    throw wrong(code, given, `use ${words.join(', ')}`)
  }
}

/** Any text. */
export const text: Reader<string> = (given) => {
  if (typeof given.value === 'string') return given.value
  throw wrong('TF020', given, 'write a text')
}

/** A function of the app's. */
export function callback<F extends (...args: never[]) => unknown>(): Reader<F> {
  return (given) => {
    if (typeof given.value === 'function') return given.value as F
    throw wrong('TF020', given, 'pass a function')
  }
}

/** A value that its user will check. */
export function anything<T>(): Reader<T> {
  return ({ value }) => value as T
}

/** The error for a wrong value: the name it was given under, and what to write instead. */
export function wrong(code: ErrorCode, { name, value, inList }: Given, cure: string, why?: string): TraceferryError {
  const problem = `${name} ${inList ? 'has' : 'is'} ${show(value)}`
  return new TraceferryError(code, why === undefined ? problem : `${problem}, ${why}`, cure)
}
