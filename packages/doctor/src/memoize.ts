// Remembers what a function returned for an object.
/** Wraps a function of one object, so that it runs once per object. Each result is kept as long as its object is. */
export function memoize<K extends object, V>(make: (key: K) => V): (key: K) => V {
  const known = new WeakMap<K, { readonly value: V }>()
  return (key) => {
    const found = known.get(key) ?? { value: make(key) }
    known.set(key, found)
    return found.value
  }
}
