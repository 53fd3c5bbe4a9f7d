// Finds the word that a misspelled one was meant to be.

/** The nearest of these words, if it is near enough to be what was meant: a third of its letters may differ, no more. */
export function nearest(word: string, words: readonly string[]): string | undefined {
  const [best] = words
    .map((known) => ({ known, distance: distanceBetween(word, known) }))
    .sort((a, b) => a.distance - b.distance)
  return best !== undefined && best.distance <= Math.max(1, best.known.length / 3) ? best.known : undefined
}

/** How many letters must be put in, taken out or changed to make one word the other (Levenshtein's distance). */
function distanceBetween(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(change, (row[j] as number) + 1, (next[j - 1] as number) + 1))
    }
    row = next
  }
  return row[b.length] as number
}
