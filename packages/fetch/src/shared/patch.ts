// Replaces functions of objects, and puts them back.
/** Replaces a function of an object. Returns a function that puts it back, unless other code has wrapped it since. */
export function patch<F>(holder: object, name: string, wrap: (original: F) => F): () => void {
  return patchInherited<F>(holder, name, (find) => wrap(find()))
}

/**
 * The same for a method that the object may inherit. `find` looks it up at each call, so that a wrapper that is put on
 * the inherited method after us, such as node:domain's, is still called.
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
