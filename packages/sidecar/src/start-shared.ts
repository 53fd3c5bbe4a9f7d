// Shares one running thing among callers that start it with equal options.

/** What is running, by the options it was started with. */
export type Shared<T> = Map<string, { readonly made: T; times: number }>

/**
 * Starts something once per key, however many callers ask for it. Returns it with a function that gives it up. When every
 * caller has given it up, in any order, it ends.
 */
export function startShared<T>(going: Shared<T>, key: string, begin: () => T, end: (made: T) => void): [T, () => void] {
  const one = going.get(key) ?? { made: begin(), times: 0 }
  going.set(key, one)
  one.times++
  let over = false
  const leave = () => {
    if (over) return
    over = true
    if (--one.times > 0) return
    going.delete(key)
    end(one.made)
  }
  return [one.made, leave]
}
