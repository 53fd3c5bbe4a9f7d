// A cheap first check of header names.
import { letterOf } from './is-same.ts'

/**
 * A first check of a header's name: can it be one of these names? Most headers of a call are not ours, and seeing that from length
 * and first letter costs a tenth of hashing the name. Names that pass are looked up; the filter decides nothing.
 */
export interface NameFilter {
  /** For each length of a name, the first letters that a known name of that length has, as bits. */
  readonly letters: Readonly<Int32Array>
}

const MAX_LENGTH = 63

/** Makes the filter for these names, and for all longer names that start with one of these prefixes. */
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

/** False if the name, in any case, is certainly not one of them. */
export function mayContain(filter: NameFilter, name: string): boolean {
  const length = Math.min(name.length, MAX_LENGTH)
  return ((filter.letters[length] as number) & letterOf(name)) !== 0
}
