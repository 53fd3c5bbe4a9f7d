/** Where the first one is of which it is true: from there on it is true of all. The length of the list where there is none. */
export function firstIndex<T>(items: readonly T[], is: (item: T) => boolean): number {
  let [low, high] = [0, items.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (is(items[middle]!)) high = middle
    else low = middle + 1
  }
  return low
}
