// Groups the items of a list by key.
/**
 * Groups the items of a list by their keys and keeps their order. Use it to match two lists: comparing each item with each
 * takes 25 million steps in a folder with 5,000 of both.
 */
export function grouped<T, K = string>(list: readonly T[], keysOf: (one: T) => Iterable<K>): Map<K, T[]> {
  const groups = new Map<K, T[]>()
  for (const one of list) {
    for (const key of new Set(keysOf(one))) {
      const group = groups.get(key)
      if (group) group.push(one)
      else groups.set(key, [one])
    }
  }
  return groups
}
