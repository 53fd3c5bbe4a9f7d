/** What is going on, by the options that it was begun with. */
export type Shared<T> = Map<string, { readonly made: T; times: number }>

/**
 * Begins a thing once for equal options, however often it is asked for, and ends it when all who asked have ended it, each
 * once, in any order.
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
