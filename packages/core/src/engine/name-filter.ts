import { letterOf } from './is-same.ts'

/**
 * A first look at a header's name: can any of these names be it? Most headers of a call are none of ours, and to know that
 * from length and first letter costs a tenth of hashing the name. What passes is looked up; nothing is decided here.
 */
export interface NameFilter {
  /** For each length of a name, the first letters that a known name of that length has, as bits. */
  readonly letters: Readonly<Int32Array>
}

const MAX_LENGTH = 63

/** Prepares the look for these names, and for all longer ones that start with one of these prefixes. */
export function createNameFilter(names: readonly string[], prefixes: readonly string[]): NameFilter {
  const letters = new Int32Array(MAX_LENGTH + 1)
  for (const name of names) letters[Math.min(name.length, MAX_LENGTH)]! |= letterOf(name)
  for (const prefix of prefixes) {
    for (let length = Math.min(prefix.length + 1, MAX_LENGTH); length <= MAX_LENGTH; length++) {
      letters[length]! |= letterOf(prefix)
    }
  }
  return { letters }
}

/** False when the name, in whatever case, is surely none of them. */
export function mayContain(filter: NameFilter, name: string): boolean {
  const length = Math.min(name.length, MAX_LENGTH)
  return ((filter.letters[length] as number) & letterOf(name)) !== 0
}
