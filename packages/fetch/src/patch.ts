/** Replaces a function of an object. Returns what puts things back, where nobody has wrapped it again since. */
export function patch<F>(holder: object, name: string, wrap: (original: F) => F): () => void {
  const patched = holder as Record<string, F>
  const own = Object.hasOwn(holder, name)
  const original = patched[name] as F
  const wrapped = wrap(original)
  patched[name] = wrapped
  return () => {
    if (patched[name] !== wrapped) return
    if (own) patched[name] = original
    else delete patched[name]
  }
}
