/** Replaces a function of an object. Returns what puts things back, where nobody has wrapped it again since. */
export function patch<F>(holder: object, name: string, wrap: (original: F) => F): () => void {
  return patchInherited<F>(holder, name, (find) => wrap(find()))
}

/**
 * The same for a method that the object may inherit: `find` then looks at each call, so that whoever replaces the inherited one
 * after us, such as node:domain, is still asked.
 */
export function patchInherited<F>(holder: object, name: string, wrap: (find: () => F) => F): () => void {
  const patched = holder as Record<string, F>
  const isOwn = Object.hasOwn(holder, name)
  const original = patched[name] as F
  const parent = Object.getPrototypeOf(holder) as Record<string, F>
  const wrapped = wrap(isOwn ? () => original : () => parent[name] as F)
  patched[name] = wrapped
  return () => {
    if (patched[name] !== wrapped) return
    if (isOwn) patched[name] = original
    else delete patched[name]
  }
}
