// Finds the intended word for a misspelled one.

/** The nearest of these words, if it is near enough: at most a third of its letters may differ. */
export function nearest(word: string, words: readonly string[]): string | undefined {
  const [best] = words
    .map((known) => ({ known, distance: distanceBetween(word, known) }))
    .sort((a, b) => a.distance - b.distance)
  return best !== undefined && best.distance <= Math.max(1, best.known.length / 3) ? best.known : undefined
}

/** How many letters must be added, removed or changed to turn one word into the other (Levenshtein distance). */
function distanceBetween(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (const letter of a) {
    let [diagonal = 0] = row
    let left = diagonal + 1
    row = [
      left,
      ...row.slice(1).map((above, column) => {
        left = Math.min(diagonal + (letter === b[column] ? 0 : 1), above + 1, left + 1)
        diagonal = above
        return left
      }),
    ]
  }
  return row.at(-1) as number
}
