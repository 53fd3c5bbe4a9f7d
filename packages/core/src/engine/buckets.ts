// Finds the rule of a header by the length and first letter of its name.
import { isSame } from './is-same.ts'

/**
 * Rules by length and first letter of their names. Names from the wire are new strings, which a map must hash first. Comparing one
 * with the one or two names in its bucket takes a quarter of that. And most inbound headers are not ours: if there is no bucket,
 * length and first letter alone show it.
 */
export type Buckets<R> = readonly (readonly R[] | undefined)[]

const MAX_LENGTH = 63
const LETTERS = 32

/** Makes buckets for these rules, and an empty bucket for any other name that may start with one of these prefixes. */
export function createBuckets<R extends { readonly name: string }>(
  rules: Iterable<R>,
  prefixes: readonly string[],
): Buckets<R> {
  // No holes: the engine looks up an array with holes like an object.
  const buckets: (R[] | undefined)[] = new Array((MAX_LENGTH + 1) * LETTERS).fill(undefined)
  for (const rule of rules) {
    const index = indexOf(rule.name.length, rule.name)
    buckets[index] ??= []
    buckets[index].push(rule)
  }
  for (const prefix of prefixes) {
    // All lengths above that of the prefix, with its first letter.
    for (let at = indexOf(prefix.length + 1, prefix); at < buckets.length; at += LETTERS) buckets[at] ??= []
  }
  return buckets
}

/** The bucket for this name, in any case; undefined if there is certainly no rule. */
export function bucketOf<R>(buckets: Buckets<R>, name: string): readonly R[] | undefined {
  return buckets[indexOf(name.length, name)]
}

/**
 * With more names than this, a map is quicker than comparing one by one. This happens with headers that a user listed, such as
 * x-app-1 to x-app-50.
 */
const FEW = 8

/** The rule of this name, in any case. `all` holds the same rules. */
export function findRule<R extends { readonly name: string }>(
  buckets: Buckets<R>,
  name: string,
  all: ReadonlyMap<string, R>,
): R | undefined {
  const bucket = bucketOf(buckets, name)
  if (bucket === undefined) return undefined
  if (bucket.length > FEW) return all.get(name.toLowerCase())
  for (let i = 0; i < bucket.length; i++) if ((bucket[i] as R).name === name) return bucket[i]
  for (let i = 0; i < bucket.length; i++) if (isSame(name, (bucket[i] as R).name)) return bucket[i]
  return undefined
}

/** Upper and lower case of a letter differ in a bit above these five. */
function indexOf(length: number, name: string): number {
  return Math.min(length, MAX_LENGTH) * LETTERS + (name.charCodeAt(0) & (LETTERS - 1))
}
