// How certain a share from a sample is.

/** The interval of Wilson for `good` of `all`, at 95 %. For nothing, it is 0 to 1. */
export function wilson(good: number, all: number): readonly [number, number] {
  if (all === 0) return [0, 1]
  const z = 1.959964
  const share = good / all
  const middle = share + (z * z) / (2 * all)
  const spread = z * Math.sqrt((share * (1 - share)) / all + (z * z) / (4 * all * all))
  const below = 1 + (z * z) / all
  return [
    good === 0 ? 0 : Math.max(0, (middle - spread) / below),
    good === all ? 1 : Math.min(1, (middle + spread) / below),
  ]
}
