import { isSame } from './is-same.ts'

/**
 * Rules by length and first letter of their names. Names come off the wire as new strings, which a map has to hash first;
 * to compare one with the one or two names of its bucket takes a quarter of that. And most inbound headers are none of
 * ours: where there is no bucket, that is known from length and first letter alone.
 */
export type Buckets<R> = readonly (readonly R[] | undefined)[]

const MAX_LENGTH = 63

/** For these rules, and with an empty bucket for whatever else may start with one of these prefixes. */
export function createBuckets<R extends { readonly name: string }>(
  rules: Iterable<R>,
  prefixes: readonly string[],
): Buckets<R> {
  // No holes: an array with holes is looked up like an object.
  const buckets: (R[] | undefined)[] = new Array((MAX_LENGTH + 1) << 5).fill(undefined)
  const bucketAt = (length: number, name: string): R[] => {
    const index = indexOf(length, name)
    buckets[index] ??= []
    return buckets[index]
  }
  for (const rule of rules) bucketAt(rule.name.length, rule.name).push(rule)
  for (const prefix of prefixes) {
    for (let length = Math.min(prefix.length + 1, MAX_LENGTH); length <= MAX_LENGTH; length++) bucketAt(length, prefix)
  }
  return buckets
}

/** Where the rule for this name would be, in whatever case it is written; undefined when there surely is none. */
export function bucketOf<R>(buckets: Buckets<R>, name: string): readonly R[] | undefined {
  return buckets[indexOf(name.length, name)]
}

/** More than so many names are quicker looked up than compared one by one: headers that a user named, x-app-1 to x-app-50. */
const FEW = 8

/** The rule of this name, in whatever case it is written; `all` has the same rules. */
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
  return (Math.min(length, MAX_LENGTH) << 5) | (name.charCodeAt(0) & 31)
}
