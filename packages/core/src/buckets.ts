/**
 * Rules by length and first letter of their names. Names come off the wire as new strings, which a map has to hash first;
 * to compare one with the one or two names of its bucket takes a quarter of that.
 */
export type Buckets<R> = readonly (readonly R[] | undefined)[]

export function createBuckets<R extends { readonly name: string }>(rules: Iterable<R>): Buckets<R> {
  const buckets: R[][] = []
  for (const rule of rules) {
    const bucket = buckets[indexOf(rule.name)]
    if (bucket === undefined) buckets[indexOf(rule.name)] = [rule]
    else bucket.push(rule)
  }
  // No holes: an array with holes is looked up like an object.
  return Array.from(buckets)
}

/** The rule of exactly this name, in this case. */
export function find<R extends { readonly name: string }>(buckets: Buckets<R>, name: string): R | undefined {
  const index = indexOf(name)
  const bucket = index < buckets.length ? buckets[index] : undefined
  if (bucket === undefined) return undefined
  for (let i = 0; i < bucket.length; i++) if ((bucket[i] as R).name === name) return bucket[i]
  return undefined
}

function indexOf(name: string): number {
  return (name.length << 5) | (name.charCodeAt(0) & 31)
}
