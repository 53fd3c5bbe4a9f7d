// Caches repeated answers: a mesh has few services and millions of spans.

/** The same function with a cache. A hostile file asks for something new each time, so a full cache is cleared. */
export function memo<T>(most: number, answer: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>()
  return (text) => {
    const found = known.get(text)
    if (found !== undefined) return found
    if (known.size >= most) known.clear()
    const made = answer(text)
    known.set(text, made)
    return made
  }
}
